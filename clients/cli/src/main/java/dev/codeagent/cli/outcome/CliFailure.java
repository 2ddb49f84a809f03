package dev.codeagent.cli.outcome;

/** Ends a command: a message for the user and the exit code. */
public final class CliFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exit;

    public CliFailure(ExitCode exit, String message) {
        super(message);
        this.exit = exit;
    }

    public CliFailure(ExitCode exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    public ExitCode exit() {
        return exit;
    }

    public static CliFailure usage(String message) {
        return new CliFailure(ExitCode.USAGE, message);
    }

    public static CliFailure server(String message) {
        return new CliFailure(ExitCode.SERVER, message);
    }
}
