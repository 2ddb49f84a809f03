package dev.codeagent.bench.harness;

/** The arguments or input files of a benchmark are invalid; the message names the value and what is allowed. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
