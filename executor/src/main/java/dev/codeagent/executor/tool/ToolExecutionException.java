package dev.codeagent.executor.tool;

import java.util.Objects;

/** A call that cannot be executed as requested; the message tells the model what to change. */
public final class ToolExecutionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ToolExecutionException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
