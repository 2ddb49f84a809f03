package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.server.ServerRecord;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Style;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** doctor: what the server needs, one line each, with what to do where something is missing. */
final class DoctorCommand {
    private static final int LINE = 300;

    private final Desk desk;
    private final MachineChecks machine;

    DoctorCommand(Desk desk) {
        this.desk = desk;
        this.machine = new MachineChecks(desk.options().data());
    }

    ExitCode run() {
        var results = new ArrayList<Finding>();
        for (Check check : checks()) {
            for (Finding finding : check.look()) {
                results.add(finding);
                print(finding);
            }
        }
        boolean failed = results.stream().anyMatch(f -> f.level() == Finding.Level.FAIL);
        return failed ? ExitCode.RUN_FAILED : ExitCode.OK;
    }

    /** One thing to look at; it may find several. */
    private interface Check {
        List<Finding> look();
    }

    private List<Check> checks() {
        return List.of(
                () -> List.of(machine.java()),
                () -> List.of(machine.disk()),
                () -> List.of(machine.bubblewrap()),
                () -> List.of(machine.program("git", "clones and diffs need it: sudo apt install git")),
                () -> List.of(machine.program("mvn", "the build and Maven projects need it: sudo apt install maven")),
                this::server,
                this::providers);
    }

    private Optional<Api> api() {
        return desk.options()
                .server()
                .or(() -> desk.localServer().running().map(ServerRecord::address))
                .map(Api::new);
    }

    private List<Finding> server() {
        Optional<Api> api = api();
        if (api.isEmpty()) {
            return List.of(
                    machine.port(desk.options().port().orElse(MachineChecks.DEFAULT_PORT)),
                    Finding.warn("server", "none runs on " + desk.options().data(), "start it: " + desk.hint("up")));
        }
        return List.of(
                api.get().ready()
                        ? Finding.ok("server", "ready at " + api.get().base())
                        : Finding.fail(
                                "server",
                                api.get().base() + " is not ready",
                                "look into " + desk.options().data().resolve("logs")));
    }

    private List<Finding> providers() {
        Optional<Api> api = api().filter(Api::ready);
        if (api.isEmpty()) {
            return List.of(
                    Finding.warn("providers", "not checked, because no server runs", "start it: " + desk.hint("up")));
        }
        try {
            JsonArray providers = api.get().list("/api/v1/providers");
            if (providers.isEmpty()) {
                return List.of(Finding.warn(
                        "providers", "none", "add one: " + desk.hint("providers add NAME --url URL --key-env VAR")));
            }
            return providers.getValuesAs(JsonObject.class).stream()
                    .map(p -> p.getJsonObject("configuration").getString("id"))
                    .map(id -> provider(api.get(), id))
                    .toList();
        } catch (CliFailure e) {
            return List.of(Finding.fail("providers", e.getMessage(), "look into the server's log"));
        }
    }

    private Finding provider(Api api, String id) {
        try {
            JsonObject check = api.object("POST", "/api/v1/providers/" + Api.part(id) + "/test");
            String message = check.getString("message", "");
            return check.getBoolean("ok")
                    ? Finding.ok("provider " + id, check.getJsonArray("models").size() + " models")
                    : Finding.warn(
                            "provider " + id,
                            message,
                            "correct it: " + desk.hint("providers add " + id + " --url URL"));
        } catch (CliFailure e) {
            return Finding.warn(
                    "provider " + id, e.getMessage(), "correct it: " + desk.hint("providers add " + id + " --url URL"));
        }
    }

    private void print(Finding finding) {
        if (desk.options().json()) {
            desk.out()
                    .println(Json.createObjectBuilder()
                            .add("check", finding.name())
                            .add("level", finding.word())
                            .add("found", finding.found())
                            .add("advice", finding.advice())
                            .build());
            return;
        }
        Style style = switch (finding.level()) {
            case OK -> Style.GREEN;
            case WARN -> Style.YELLOW;
            case FAIL -> Style.RED;
        };
        desk.screen().text(style, String.format("%-5s", finding.word()));
        desk.screen().text(Style.PLAIN, SafeText.line(finding.text(), LINE) + "\n");
    }
}
