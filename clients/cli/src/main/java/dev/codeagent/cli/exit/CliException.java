package dev.codeagent.cli.exit;

/** Ends a command: a message for the user and the exit code. */
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

    public ExitCode exitCode() {
        return exitCode;
    }

    public static CliException usageError(String message) {
        return new CliException(ExitCode.USAGE, message);
    }

    public static CliException serverError(String message) {
        return new CliException(ExitCode.SERVER, message);
    }
}
