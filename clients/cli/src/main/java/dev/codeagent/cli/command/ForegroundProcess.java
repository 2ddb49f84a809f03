package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs another program in the terminal and returns its exit code. The program stops when the client stops. */
final class ForegroundProcess {
    private ForegroundProcess() {}

    /**
     * @param name name of the program in error messages
     * @param directory its working directory; not that of the user, which may contain files of others
     */
    static ExitCode run(String name, List<String> command, Path directory) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .inheritIO()
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return switch (process.waitFor()) {
                case 0 -> ExitCode.OK;
                case 2 -> ExitCode.USAGE;
                case 3 -> ExitCode.SERVER;
                default -> ExitCode.RUN_FAILED;
            };
        } catch (IOException e) {
            throw new CliException(ExitCode.SERVER, "cannot start " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }
}
