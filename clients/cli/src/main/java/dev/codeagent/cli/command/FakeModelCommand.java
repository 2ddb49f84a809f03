package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.FakeModel;
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
        return Foreground.run("the scripted model", command);
    }
}
