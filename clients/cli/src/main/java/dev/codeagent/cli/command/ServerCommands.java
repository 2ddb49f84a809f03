package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.DesktopBrowser;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.client.local.ServerProcess;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Optional;

/** Implements {@code up}, {@code down} and {@code status}. */
final class ServerCommands {
    private static final List<String> ACTIVE = List.of("queued", "running");

    private final CommandContext context;

    ServerCommands(CommandContext context) {
        this.context = context;
    }

    ExitCode up() {
        Optional<ServerProcess> running = context.localServer().findReady();
        ServerProcess server = running.orElseGet(() -> new ServerStarter(context).start());
        reportRunning(running.isPresent() ? "already running at " : "running at ", server);
        return ExitCode.OK;
    }

    ExitCode down() {
        Optional<Long> running = context.localServer().findProcess();
        if (running.isEmpty()) {
            report(
                    false,
                    Json.createObjectBuilder(),
                    "no server runs on " + context.options().data());
            return ExitCode.OK;
        }
        context.printProgress("stopping the server, process " + running.get() + " …");
        if (!context.localServer().stop(running.get())) {
            throw CliException.serverError("the server does not stop; `kill -9 " + running.get()
                    + "` kills it, and its runs continue after the next start");
        }
        report(false, Json.createObjectBuilder(), "stopped");
        return ExitCode.OK;
    }

    ExitCode status() {
        if (context.options().server().isEmpty()
                && context.localServer().findProcess().isEmpty()) {
            report(
                    false,
                    Json.createObjectBuilder(),
                    "no server runs on " + context.options().data());
            return ExitCode.SERVER;
        }
        if (context.options().server().isEmpty()
                && context.localServer().findRunning().isEmpty()) {
            throw CliException.serverError("the server on " + context.options().data() + " is starting");
        }
        RestClient client = context.restClient();
        if (!client.isReady()) {
            throw CliException.serverError("the server at " + client.baseUri() + " is not ready");
        }
        long active = client.getArray("/api/v1/runs?limit=1000").getValuesAs(JsonObject.class).stream()
                .filter(run -> ACTIVE.contains(run.getString("state")))
                .count();
        report(
                true,
                Json.createObjectBuilder()
                        .add("address", client.baseUri().toString())
                        .add("activeRuns", active),
                "running at " + client.baseUri() + ", " + active + (active == 1 ? " run" : " runs") + " active");
        return ExitCode.OK;
    }

    private void reportRunning(String prefix, ServerProcess server) {
        JsonObjectBuilder fields = Json.createObjectBuilder()
                .add("address", server.address().toString())
                .add("pid", server.pid());
        Optional<String> login = createLoginAddress(server);
        login.ifPresent(address -> fields.add("login", address));
        report(
                true,
                fields,
                prefix
                        + server.address()
                        + login.map(address -> "\nin a browser, once within 5 minutes: " + address)
                                .orElse(""));
        openBrowser(login.orElse(server.address().toString()));
    }

    /** For a person at a terminal of a desktop. */
    private void openBrowser(String address) {
        boolean wanted = context.interaction().isAttended()
                && !context.options().json()
                && context.invocation().option("no-browser").isEmpty();
        boolean opened = wanted
                && DesktopBrowser.find()
                        .filter(browser -> browser.open(context.options().data(), address))
                        .isPresent();
        if (opened) {
            context.terminal().writeLine("it is opened in your browser; `--no-browser` prevents that");
        }
    }

    /** The address at which a browser logs in; empty if the server needs no login or has an earlier version. */
    private Optional<String> createLoginAddress(ServerProcess server) {
        try {
            String code = new RestClient(server.address(), context.tokens())
                    .requestObject("POST", "/api/v1/login-codes")
                    .getString("code");
            return Optional.of(server.address() + "/#code=" + code);
        } catch (CliException e) {
            if (e.exitCode() != ExitCode.REFUSED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void report(boolean running, JsonObjectBuilder fields, String text) {
        if (context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("running", running)
                            .addAll(fields)
                            .build());
        } else {
            context.terminal().writeLine(text);
        }
    }
}
