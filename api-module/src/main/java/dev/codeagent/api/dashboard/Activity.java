package dev.codeagent.api.dashboard;

import dev.codeagent.api.provider.BreakerStatus;
import dev.codeagent.api.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happens on a server now. Connections, queue, models and sandboxes are those of this server; runs and approvals
 * those of its database.
 *
 * @param startedAt when the server started, since when calls of models are counted here
 */
public record Activity(
        Instant at,
        Instant startedAt,
        List<OpenConnectionCount> connections,
        List<RunCount> runs,
        Queue queue,
        Approvals approvals,
        List<ModelHealth> models,
        List<SandboxHealth> sandboxes) {

    public Activity {
        connections = List.copyOf(connections);
        runs = List.copyOf(runs);
        models = List.copyOf(models);
        sandboxes = List.copyOf(sandboxes);
    }

    /** @param kind {@code websocket} or {@code sse} */
    public record OpenConnectionCount(String kind, int open) {}

    public record RunCount(RunState state, long runs) {}

    /**
     * The queue of runs.
     *
     * @param longestWaitMillis how long the first run in the queue has waited
     */
    public record Queue(int running, int maxRunning, int waiting, int maxWaiting, long longestWaitMillis) {}

    /** @param oldestAt when the oldest open question was asked */
    public record Approvals(int open, Optional<Instant> oldestAt) {}

    /**
     * One model of a provider, since the server started; quantiles are those of its last requests.
     *
     * @param breaker whether requests are sent to it
     * @param breakerMillis how long no request is sent
     * @param errors requests that failed, with those that were cancelled
     * @param lastError the code of the last failure
     */
    public record ModelHealth(
            String provider,
            String model,
            BreakerStatus.State breaker,
            long breakerMillis,
            long requests,
            long errors,
            Optional<String> lastError,
            Optional<Quantiles> millis,
            Optional<Quantiles> firstTokenMillis) {}

    /**
     * The sandboxes of one launcher.
     *
     * @param warm containers that wait for a run, and at most wait
     * @param startMillis the time of the last starts
     */
    public record SandboxHealth(
            String launcher, int warm, int maxWarm, long starts, long failedStarts, Optional<Quantiles> startMillis) {}
}
