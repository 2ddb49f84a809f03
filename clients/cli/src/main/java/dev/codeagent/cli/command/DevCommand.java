package dev.codeagent.cli.command;

import dev.codeagent.cli.dev.DevMode;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.client.local.ServerProcess;
import java.io.IOException;
import java.util.Optional;

/** Implements {@code dev}: runs the server in the foreground and redeploys it when its sources change. */
final class DevCommand {
    private final CommandContext context;

    DevCommand(CommandContext context) {
        this.context = context;
    }

    ExitCode run() {
        Optional<ServerProcess> other = context.localServer().findRunning();
        if (other.isPresent()) {
            throw CliException.serverError(
                    "a server already runs at " + other.get().address() + "; stop it with `"
                            + context.commandLineFor("down") + "`, or choose another data directory with --data");
        }
        try {
            new DevMode(context.installation(), context.localServer(), context.terminal())
                    .run(context.options().data(), context.options().port(), context.configFile());
            return ExitCode.OK;
        } catch (IOException e) {
            throw new CliException(ExitCode.SERVER, "dev stopped: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }
}
