package dev.codeagent.cli.command;

import dev.codeagent.cli.dev.Development;
import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.ServerRecord;
import java.io.IOException;
import java.util.Optional;

/** dev: the server in the foreground, with what changes in its sources live in seconds. */
final class DevCommand {
    private final Desk desk;

    DevCommand(Desk desk) {
        this.desk = desk;
    }

    ExitCode run() {
        Optional<ServerRecord> other = desk.localServer().running();
        if (other.isPresent()) {
            throw CliFailure.server("a server runs at " + other.get().address() + " already; stop it with `"
                    + desk.hint("down") + "`, or name another data directory with --data");
        }
        try {
            new Development(desk.installation(), desk.localServer(), desk.screen())
                    .run(desk.options().data(), desk.options().port(), desk.config());
            return ExitCode.OK;
        } catch (IOException e) {
            throw new CliFailure(ExitCode.SERVER, "development stops: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }
}
