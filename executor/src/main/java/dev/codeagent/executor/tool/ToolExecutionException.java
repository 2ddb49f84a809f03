package dev.codeagent.executor.tool;

/** A call that cannot be done as asked; the message is for the model, which can ask better. */
public final class ToolExecutionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ToolExecutionException(String message) {
        super(message, null, false, false);
    }
}
