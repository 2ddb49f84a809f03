package dev.codeagent.executor.undo;

/** An undo that cannot be done as asked; the message says what was wrong and what to do. */
public final class UndoError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndoError(String message) {
        super(message);
    }

    UndoError(String message, Throwable cause) {
        super(message, cause);
    }
}
