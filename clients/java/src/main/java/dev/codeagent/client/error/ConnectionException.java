package dev.codeagent.client.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server cannot be reached, or the connection broke before its answer, which may have been executed. */
public final class ConnectionException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final String run;

    public ConnectionException(String message, @Nullable Throwable cause) {
        this(message, "", cause);
    }

    /** @param run the run that the server continues without this client, or empty */
    public ConnectionException(String message, String run, @Nullable Throwable cause) {
        super(message, cause);
        this.run = run;
    }

    /** The run that the server continues without this client. */
    public Optional<String> run() {
        return Optional.of(run).filter(id -> !id.isEmpty());
    }
}
