package dev.codeagent.client.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request that failed. The subclasses say what a program can do about it. */
public abstract sealed class ClientException extends RuntimeException
        permits ApiException, ConnectionException, CallInterruptedException {
    private static final long serialVersionUID = 1L;

    protected ClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}
