package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.FakeModelProcess;
import java.nio.file.Path;

/** Implements {@code fake-model}: runs the scripted model server in the foreground and returns its exit code. */
final class FakeModelCommand {
    private final CommandContext context;

    FakeModelCommand(CommandContext context) {
        this.context = context;
    }

    ExitCode run() {
        Path script = context.invocation()
                .fileOption("script")
                .orElseThrow(() -> CliException.usageError("--script is missing; name the script with --script FILE"));
        var command = FakeModelProcess.command(
                context.installation(), script, context.options().port().orElse(0));
        return ForegroundProcess.run(
                "the scripted model", command, context.installation().root());
    }
}
