package dev.codeagent.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happens on a server now. */
public record Activity(
        Instant at,
        Instant startedAt,
        List<OpenConnectionCount> connections,
        List<RunCount> runs,
        Queue queue,
        Approvals approvals,
        List<ModelHealth> models,
        List<SandboxHealth> sandboxes) {

    /** @param kind {@code websocket} or {@code sse} */
    public record OpenConnectionCount(String kind, int open) {}

    /** The number of runs in a state. */
    public record RunCount(String state, long runs) {}

    /** The queue of runs. */
    public record Queue(int running, int maxRunning, int waiting, int maxWaiting, long longestWaitMillis) {}

    /** Open questions to the user. */
    public record Approvals(int open, Optional<Instant> oldestAt) {}

    /** @param breaker {@code closed}, {@code half-open} or {@code open}: whether requests are sent to the model */
    public record ModelHealth(
            String provider,
            String model,
            String breaker,
            long breakerMillis,
            long requests,
            long errors,
            Optional<String> lastError,
            Optional<Quantiles> millis,
            Optional<Quantiles> firstTokenMillis) {}

    /** The sandboxes of one launcher, and how long their last starts took. */
    public record SandboxHealth(
            String launcher, int warm, int maxWarm, long starts, long failedStarts, Optional<Quantiles> startMillis) {}
}
