package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.run.RunCommand;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.settings.CommandDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** /plan, /code, /review, /test, /document, /build, and /help. */
final class SlashCommands {
    private final Desk desk;

    SlashCommands(Desk desk) {
        this.desk = desk;
    }

    ExitCode run() {
        String prompt = String.join(" ", desk.invocation().words());
        Path project = desk.options().project();
        if (!Files.isDirectory(project)) {
            throw CliFailure.usage("the project " + project + " is not a folder; name one with --project");
        }
        Api api = desk.apiStarted();
        var command = new RunCommand(
                desk.invocation().command(),
                prompt,
                project.toAbsolutePath(),
                desk.invocation().flag("session").orElseGet(SlashCommands::newSession),
                desk.options().provider(),
                desk.invocation().flag("headless").isPresent());
        return new RunRoom(desk, api).run(command).exit();
    }

    ExitCode help() {
        desk.screen().line("codeagent /command [words of your request]");
        desk.screen().line("");
        CommandDescription.ALL.stream()
                .filter(CommandDescription::slash)
                .forEach(c -> desk.screen().line(String.format("  %-10s %s", c.name(), c.purpose())));
        desk.screen().line("");
        desk.screen().line("--session ID goes on with a conversation; `codeagent --help` lists all commands.");
        return ExitCode.OK;
    }

    static String newSession() {
        return "sess-" + UUID.randomUUID().toString().substring(0, 13);
    }
}
