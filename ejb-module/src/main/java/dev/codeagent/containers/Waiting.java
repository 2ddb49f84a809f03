package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.containers.compose.ComposeFile.Condition;
import dev.codeagent.containers.own.Execs;
import dev.codeagent.containers.own.OwnContainer;
import dev.codeagent.containers.own.OwnContainers;
import dev.codeagent.containers.own.Refused;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for containers, all in all no longer than its limit. */
final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int LINES = 20;

    private final OwnContainers containers;
    private final Duration limit;
    private final BooleanSupplier cancelled;
    private final long deadline;

    Waiting(OwnContainers containers, Duration limit, BooleanSupplier cancelled) {
        this.containers = containers;
        this.limit = limit;
        this.cancelled = cancelled;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** An error, with what the container printed last, where it cannot come to that any more or not in time. */
    void until(String name, Condition condition) {
        while (true) {
            OwnContainer container = containers.require(name);
            if (met(container, condition)) {
                return;
            }
            if (cancelled.getAsBoolean()) {
                throw new AgentException(ErrorCode.CANCELLED, "cancelled while a container was waited for");
            }
            if (System.nanoTime() > deadline) {
                throw failed(container, "is not " + word(condition) + " after " + limit.toSeconds() + " s");
            }
            pause();
        }
    }

    private boolean met(OwnContainer container, Condition condition) {
        boolean over = container.state().equals("exited") || container.state().equals("dead");
        boolean failed = over && !container.status().startsWith("Exited (0)");
        if (failed || over && condition == Condition.HEALTHY) {
            throw failed(container, "has ended");
        }
        if (condition == Condition.HEALTHY && container.health().equals("unhealthy")) {
            throw failed(container, "is unhealthy");
        }
        return switch (condition) {
            case STARTED -> container.running() || over;
            case HEALTHY -> container.health().equals("healthy");
            case COMPLETED -> over;
        };
    }

    private static String word(Condition condition) {
        return condition == Condition.HEALTHY ? "healthy" : condition == Condition.COMPLETED ? "done" : "running";
    }

    private AgentException failed(OwnContainer container, String how) {
        String logs = Execs.logs(containers.engine(), container, LINES, false);
        return Refused.because("service " + container.name() + " " + how + " (" + container.status() + ")"
                + (logs.isEmpty() ? "; it printed nothing" : "; it printed last:\n" + logs));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while a container was waited for", e);
        }
    }
}
