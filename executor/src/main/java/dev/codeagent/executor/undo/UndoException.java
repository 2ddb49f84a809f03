package dev.codeagent.executor.undo;

/** An undo that cannot be done as asked; the message says what was wrong and what to do. */
public final class UndoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndoException(String message) {
        super(message);
    }

    UndoException(String message, Throwable cause) {
        super(message, cause);
    }
}
