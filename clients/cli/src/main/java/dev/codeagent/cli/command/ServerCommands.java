package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.server.ServerRecord;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Optional;

/** up, down, status. */
final class ServerCommands {
    private static final List<String> ACTIVE = List.of("queued", "running");

    private final Desk desk;

    ServerCommands(Desk desk) {
        this.desk = desk;
    }

    ExitCode up() {
        Optional<ServerRecord> running = desk.localServer().ready();
        ServerRecord server = running.orElseGet(() -> new ServerStart(desk).run());
        say(running.isPresent() ? "already running at " : "running at ", server);
        return ExitCode.OK;
    }

    ExitCode down() {
        Optional<ServerRecord> running = desk.localServer().running();
        if (running.isEmpty()) {
            report(
                    false,
                    Json.createObjectBuilder(),
                    "no server runs on " + desk.options().data());
            return ExitCode.OK;
        }
        desk.progress("stopping the server, process " + running.get().pid() + " …");
        if (!desk.localServer().stop(running.get())) {
            throw CliFailure.server("the server does not end; `kill -9 "
                    + running.get().pid() + "` ends it by force, and its runs go on when it is started again");
        }
        report(false, Json.createObjectBuilder(), "stopped");
        return ExitCode.OK;
    }

    ExitCode status() {
        if (desk.options().server().isEmpty() && desk.localServer().running().isEmpty()) {
            report(
                    false,
                    Json.createObjectBuilder(),
                    "no server runs on " + desk.options().data());
            return ExitCode.SERVER;
        }
        Api api = desk.apiAsItIs();
        if (!api.ready()) {
            throw CliFailure.server("the server at " + api.base() + " is not ready");
        }
        long active = api.list("/api/v1/runs?limit=1000").getValuesAs(JsonObject.class).stream()
                .filter(run -> ACTIVE.contains(run.getString("state")))
                .count();
        report(
                true,
                Json.createObjectBuilder().add("address", api.base().toString()).add("activeRuns", active),
                "running at " + api.base() + ", " + active + (active == 1 ? " run" : " runs") + " active");
        return ExitCode.OK;
    }

    private void say(String what, ServerRecord server) {
        report(
                true,
                Json.createObjectBuilder()
                        .add("address", server.address().toString())
                        .add("pid", server.pid()),
                what + server.address());
    }

    private void report(boolean running, JsonObjectBuilder more, String text) {
        if (desk.options().json()) {
            desk.out()
                    .println(Json.createObjectBuilder()
                            .add("running", running)
                            .addAll(more)
                            .build());
        } else {
            desk.screen().line(text);
        }
    }
}
