package dev.codeagent.telemetry;

import dev.codeagent.api.error.ErrorCode;
import java.util.Optional;

/** The requests to one model since the server started. */
final class ModelStatistics {
    private final Samples times = new Samples();
    private final Samples firstTokens = new Samples();
    private long requests;
    private long errors;
    private Optional<String> lastError = Optional.empty();

    /** The counts of one moment. */
    record Counts(long requests, long errors, Optional<String> lastError) {}

    synchronized void count(Optional<ErrorCode> error) {
        requests++;
        if (error.isPresent()) {
            errors++;
            lastError = error.map(Enum::name);
        }
    }

    synchronized Counts counts() {
        return new Counts(requests, errors, lastError);
    }

    /** Of the answers. */
    Samples times() {
        return times;
    }

    Samples firstTokens() {
        return firstTokens;
    }
}
