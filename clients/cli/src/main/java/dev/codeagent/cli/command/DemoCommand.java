package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.run.RunCommand;
import dev.codeagent.cli.run.RunOutcome;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.server.FakeModel;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Style;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** demo: lets the agents fix a genuine bug in a copy of the bundled library, and believes only the server's verdict. */
final class DemoCommand {
    private static final String PROVIDER = "demo";
    private static final int REASON = 1_000;

    private final Desk desk;

    DemoCommand(Desk desk) {
        this.desk = desk;
    }

    ExitCode run() {
        Path demo = desk.installation().demo();
        String prompt = read(demo.resolve("prompt.txt"));
        boolean startedHere = desk.options().server().isEmpty()
                && desk.localServer().running().isEmpty();
        Optional<String> real = desk.options().provider();
        if (real.isPresent()) {
            return ending(startedHere, play(demo, prompt, real.get()));
        }
        Path script = desk.invocation().file("script").orElse(demo.resolve("script.json"));
        if (!Files.isRegularFile(script)) {
            throw CliFailure.usage("the script " + script + " does not exist");
        }
        try (FakeModel model = FakeModel.start(desk.installation(), script)) {
            register(desk.apiStarted(), model);
            say("Everything here is real (server, sandbox, edits, builds, tests) except the model's words:");
            say("they come from " + script + ". With --provider NAME a real model does the same.");
            return ending(startedHere, play(demo, prompt, PROVIDER));
        }
    }

    private RunOutcome play(Path demo, String prompt, String provider) {
        Api api = desk.apiStarted();
        Path project =
                DemoProject.copy(demo.resolve("project"), desk.options().data().resolve("demo"));
        api.object(
                "POST",
                "/api/v1/projects",
                Json.createObjectBuilder().add("path", project.toString()).build());
        say("project " + project);
        var command = new RunCommand("/build", prompt, project, SlashCommands.newSession(), Optional.of(provider));
        return new RunRoom(desk, api).run(command);
    }

    private void register(Api api, FakeModel model) {
        JsonObject body = Json.createObjectBuilder()
                .add("baseUrl", model.baseUrl())
                .add("apiKey", "demo-" + UUID.randomUUID())
                .build();
        api.object("PUT", "/api/v1/providers/" + PROVIDER, body);
    }

    private ExitCode ending(boolean startedHere, RunOutcome outcome) {
        Optional<String> problem = DemoVerdict.problem(outcome);
        if (!desk.options().json()) {
            desk.screen().line("");
            problem.ifPresentOrElse(
                    reason -> desk.screen().line(Style.RED, "demo failed: " + SafeText.line(reason, REASON)),
                    () -> desk.screen()
                            .line(
                                    Style.GREEN,
                                    "demo succeeded: the server's own test runs say that "
                                            + String.join(
                                                    ", ",
                                                    outcome.verdict().get().fixed())
                                            + " failed before and passes now, and no test was changed or lost"));
        } else {
            problem.ifPresent(reason -> desk.progress("codeagent: demo failed: " + reason));
        }
        if (startedHere) {
            say("the server goes on running; stop it with `" + desk.hint("down") + "`");
        }
        if (problem.isEmpty()) {
            return ExitCode.OK;
        }
        return outcome.exit() == ExitCode.OK ? ExitCode.RUN_FAILED : outcome.exit();
    }

    private void say(String text) {
        if (desk.options().json()) {
            desk.progress(text);
        } else {
            desk.screen().line(Style.DIM, text);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.USAGE, "the demo is not complete: cannot read " + file, e);
        }
    }
}
