package dev.codeagent.cli.exit;

import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.error.CallInterruptedException;
import dev.codeagent.client.error.ClientException;
import dev.codeagent.client.error.ConnectionException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Ends a command with a message for the user and an exit code. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public CliException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CliException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public static CliException usageError(String message) {
        return new CliException(ExitCode.USAGE, message);
    }

    /** Usage error for a file that cannot be read. */
    public static CliException unreadableFile(Path file, IOException e) {
        String reason = switch (e) {
            case NoSuchFileException missing -> "no such file";
            case AccessDeniedException denied -> "permission denied";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
        return usageError("cannot read " + file + ": " + reason);
    }

    /** The end of a command whose request failed. */
    public static CliException of(ClientException e) {
        ExitCode code = switch (e) {
            case ApiException refused -> ExitCode.REFUSED;
            case ConnectionException unreachable -> ExitCode.SERVER;
            case CallInterruptedException interrupted -> ExitCode.INTERRUPTED;
        };
        boolean continues = e instanceof ConnectionException lost && lost.run().isPresent();
        return new CliException(code, e.getMessage() + (continues ? "; see `codeagent runs`" : ""), e);
    }

    public static CliException serverError(String message) {
        return new CliException(ExitCode.SERVER, message);
    }
}
