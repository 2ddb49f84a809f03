package dev.codeagent.client.error;

import org.jspecify.annotations.Nullable;

/** The thread was interrupted while it waited; its interrupt flag is set. */
public final class CallInterruptedException extends ClientException {
    private static final long serialVersionUID = 1L;

    public CallInterruptedException(@Nullable Throwable cause) {
        super("interrupted", cause);
    }
}
