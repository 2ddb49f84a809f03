package dev.codeagent.executor;

/** A call that cannot be done as asked; the message is for the model, which can ask better. */
final class ToolError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ToolError(String message) {
        super(message, null, false, false);
    }
}
