package dev.codeagent.executor.undo;

import java.util.Objects;

/** An undo that cannot be executed as requested; the message contains the cause and the fix. */
public final class UndoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndoException(String message) {
        super(message);
    }

    UndoException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
