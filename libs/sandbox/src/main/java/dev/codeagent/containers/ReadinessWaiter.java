package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.containers.compose.ComposeFile.Condition;
import dev.codeagent.containers.managed.ContainerExec;
import dev.codeagent.containers.managed.RunContainer;
import dev.codeagent.containers.managed.RunContainers;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for containers; one timeout covers all waits. */
final class ReadinessWaiter {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(300);
    private static final int LOG_LINES = 20;

    private final RunContainers containers;
    private final Duration timeout;
    private final BooleanSupplier cancelled;
    private final long deadline;

    ReadinessWaiter(RunContainers containers, Duration timeout, BooleanSupplier cancelled) {
        this.containers = containers;
        this.timeout = timeout;
        this.cancelled = cancelled;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Throws INVALID_VALUE, with the last output of the container, if it cannot reach the condition, or not in time.
     */
    void await(String name, Condition condition) {
        while (true) {
            RunContainer container = containers.require(name);
            if (isMet(container, condition)) {
                return;
            }
            if (cancelled.getAsBoolean()) {
                throw new AgentException(ErrorCode.CANCELLED, "cancelled while waiting for a container");
            }
            if (System.nanoTime() > deadline) {
                throw failed(container, "is not " + describe(condition) + " after " + timeout.toSeconds() + " s");
            }
            sleep();
        }
    }

    private boolean isMet(RunContainer container, Condition condition) {
        boolean ended = container.state().equals("exited") || container.state().equals("dead");
        boolean failed = ended && !container.status().startsWith("Exited (0)");
        if (failed || ended && condition == Condition.HEALTHY) {
            throw failed(container, "has ended");
        }
        if (condition == Condition.HEALTHY && container.health().equals("unhealthy")) {
            throw failed(container, "is unhealthy");
        }
        return switch (condition) {
            case STARTED -> container.isRunning() || ended;
            case HEALTHY -> container.health().equals("healthy");
            case COMPLETED -> ended;
        };
    }

    private static String describe(Condition condition) {
        return condition == Condition.HEALTHY ? "healthy" : condition == Condition.COMPLETED ? "done" : "running";
    }

    private AgentException failed(RunContainer container, String problem) {
        String logs = ContainerExec.readLogs(containers.engine(), container, LOG_LINES, false);
        return AgentException.invalidValue("service " + container.name() + " " + problem + " (" + container.status()
                + ")" + (logs.isEmpty() ? "; it has no output" : "; its last output:\n" + logs));
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while waiting for a container", e);
        }
    }
}
