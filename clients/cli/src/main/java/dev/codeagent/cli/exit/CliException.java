package dev.codeagent.cli.exit;

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

    public static CliException serverError(String message) {
        return new CliException(ExitCode.SERVER, message);
    }
}
