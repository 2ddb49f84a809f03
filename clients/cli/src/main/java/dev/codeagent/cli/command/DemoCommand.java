package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.run.RunOutcome;
import dev.codeagent.cli.run.SlashCommandRequest;
import dev.codeagent.cli.server.FakeModelProcess;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Implements {@code demo}: agents fix a real bug in a copy of the bundled library; the server's verdict decides. */
final class DemoCommand {
    private static final String PROVIDER = "demo";
    private static final int MAX_REASON_LENGTH = 1_000;

    private final CommandContext context;

    DemoCommand(CommandContext context) {
        this.context = context;
    }

    ExitCode run() {
        Path demo = context.installation().demoFolder();
        boolean serverStarted = context.options().server().isEmpty()
                && context.localServer().findRunning().isEmpty();
        Optional<String> realProvider = context.options().provider();
        if (realProvider.isPresent()) {
            return reportResult(serverStarted, runDemo(realProvider.get()));
        }
        Path script = context.invocation().fileOption("script").orElse(demo.resolve("script.json"));
        if (!Files.isRegularFile(script)) {
            throw CliException.usageError("--script: the file " + script + " does not exist");
        }
        try (FakeModelProcess model = FakeModelProcess.start(context.installation(), script)) {
            registerProvider(context.restClientOrStartServer(), model);
            printMessage("server, sandbox, edits, builds and tests are real; the model is scripted by " + script);
            printMessage("use --provider NAME to run the demo with a real model");
            return reportResult(serverStarted, runDemo(PROVIDER));
        }
    }

    /** The server copies the library, as it does for the portal. */
    private RunOutcome runDemo(String provider) {
        RestClient client = context.restClientOrStartServer();
        JsonObject sample = client.requestObject("POST", "/api/v1/sample-projects");
        Path project = Path.of(sample.getJsonObject("project").getString("path"));
        printMessage("project " + project);
        var command = new SlashCommandRequest(
                "/build", sample.getString("prompt"), project, SlashCommands.newSessionId(), Optional.of(provider));
        return new SlashCommandExecutor(context, client).execute(command);
    }

    private void registerProvider(RestClient client, FakeModelProcess model) {
        JsonObject body = Json.createObjectBuilder()
                .add("baseUrl", model.baseUrl())
                .add("apiKey", "demo-" + UUID.randomUUID())
                .build();
        client.requestObject("PUT", "/api/v1/providers/" + PROVIDER, body);
    }

    private ExitCode reportResult(boolean serverStarted, RunOutcome outcome) {
        Optional<String> problem = DemoVerifier.findProblem(outcome);
        if (!context.options().json()) {
            context.terminal().writeLine("");
            problem.ifPresentOrElse(
                    reason -> context.terminal()
                            .writeParagraph(
                                    Style.RED,
                                    "demo failed: " + TerminalSanitizer.sanitizeLine(reason, MAX_REASON_LENGTH),
                                    2),
                    () -> context.terminal()
                            .writeParagraph(
                                    Style.GREEN,
                                    "demo succeeded: in the server's test runs, "
                                            + String.join(
                                                    ", ",
                                                    outcome.verdict().get().fixed())
                                            + " failed before and passes now; no test was changed or removed",
                                    2));
        } else {
            problem.ifPresent(reason -> context.printProgress("codeagent: demo failed: " + reason));
        }
        if (serverStarted) {
            printMessage("the server is still running; stop it with `" + context.commandLineFor("down") + "`");
        }
        if (problem.isEmpty()) {
            return ExitCode.OK;
        }
        return outcome.exitCode() == ExitCode.OK ? ExitCode.RUN_FAILED : outcome.exitCode();
    }

    private void printMessage(String text) {
        if (context.options().json()) {
            context.printProgress(text);
        } else {
            context.terminal().writeParagraph(Style.DIM, text, 2);
        }
    }
}
