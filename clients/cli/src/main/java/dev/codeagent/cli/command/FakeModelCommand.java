package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.FakeModel;
import java.io.IOException;
import java.nio.file.Path;

/** fake-model: the scripted model server in the foreground. Its exit code is passed on. */
final class FakeModelCommand {
    private final Desk desk;

    FakeModelCommand(Desk desk) {
        this.desk = desk;
    }

    ExitCode run() {
        Path script = desk.invocation()
                .file("script")
                .orElseThrow(() -> CliFailure.usage("name the script with --script FILE"));
        var command = FakeModel.command(
                desk.installation(), script, desk.options().port().orElse(0));
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            int code = process.waitFor();
            return switch (code) {
                case 0 -> ExitCode.OK;
                case 2 -> ExitCode.USAGE;
                case 3 -> ExitCode.SERVER;
                default -> ExitCode.RUN_FAILED;
            };
        } catch (IOException e) {
            throw new CliFailure(ExitCode.SERVER, "cannot start the scripted model: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }
}
