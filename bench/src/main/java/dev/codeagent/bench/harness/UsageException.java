package dev.codeagent.bench.harness;

/** What was asked for cannot be done; the message says in a line what was wrong and what there is. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
