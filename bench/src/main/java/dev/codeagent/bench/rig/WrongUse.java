package dev.codeagent.bench.rig;

/** What was asked for cannot be done; the message says in a line what was wrong and what there is. */
public final class WrongUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WrongUse(String message) {
        super(message);
    }

    public WrongUse(String message, Throwable cause) {
        super(message, cause);
    }
}
