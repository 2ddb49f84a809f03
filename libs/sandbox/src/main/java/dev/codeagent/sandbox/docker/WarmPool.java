package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.NetworkAccess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.logging.Logger;

/**
 * Keeps one started container for each recently used project, so that a run need not wait for one. A container has the
 * cache of one project, so only that project can use it.
 */
final class WarmPool {
    private static final Logger LOG = Logger.getLogger(WarmPool.class.getName());
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(1);
    private static final long IDLE_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long CHECK_INTERVAL_MILLIS = Duration.ofSeconds(30).toMillis();

    private final SandboxContainers containers;
    private final int size;
    private final ThreadFactory threads;
    private final Map<Key, Long> lastRequests = new LinkedHashMap<>();
    private final Map<Key, ArrayDeque<SandboxContainers.ConnectedContainer>> warm = new LinkedHashMap<>();
    private boolean maintaining;
    private boolean closed;

    /** @param size the maximum number of waiting containers; 0 disables the pool */
    WarmPool(SandboxContainers containers, int size, ThreadFactory threads) {
        this.containers = containers;
        this.size = size;
        this.threads = threads;
    }

    private record Key(String project, NetworkAccess access, String image) {}

    /** Takes a container that is ready and healthy, if there is one. */
    Optional<SandboxContainers.ConnectedContainer> take(String project, NetworkAccess access, String image) {
        while (true) {
            SandboxContainers.ConnectedContainer next;
            synchronized (this) {
                ArrayDeque<SandboxContainers.ConnectedContainer> waiting = warm.get(new Key(project, access, image));
                next = waiting == null ? null : waiting.poll();
            }
            if (next == null) {
                return Optional.empty();
            }
            try {
                next.executor().ping(PING_TIMEOUT);
                return Optional.of(next);
            } catch (AgentException e) {
                LOG.warning("warm container dropped error=" + e.getMessage());
                discard(next);
            }
        }
    }

    /**
     * Reports that the project is in use, so it may soon need one more container of this image, and none of other
     * images.
     */
    synchronized void request(String project, NetworkAccess access, String image) {
        if (size == 0 || closed) {
            return;
        }
        var key = new Key(project, access, image);
        lastRequests.keySet().removeIf(k -> k.project().equals(project) && k.access() == access);
        lastRequests.put(key, System.currentTimeMillis());
        if (!maintaining) {
            maintaining = true;
            threads.newThread(this::maintain).start();
        }
        notifyAll();
    }

    /** Adopts a container that an earlier server started; it is removed if it stays unused. */
    void adopt(SandboxContainer sandboxContainer) {
        if (size == 0) {
            containers.discard(sandboxContainer);
            return;
        }
        SandboxContainers.ConnectedContainer connected = containers.attach(sandboxContainer);
        synchronized (this) {
            warm.computeIfAbsent(
                            new Key(sandboxContainer.project(), sandboxContainer.access(), sandboxContainer.image()),
                            k -> new ArrayDeque<>())
                    .add(connected);
        }
        request(sandboxContainer.project(), sandboxContainer.access(), sandboxContainer.image());
    }

    private void maintain() {
        try {
            while (true) {
                Optional<Key> missing = awaitMissing();
                if (missing.isEmpty()) {
                    return;
                }
                startWarm(missing.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startWarm(Key key) {
        try {
            SandboxContainers.ConnectedContainer connected = containers.start(
                    new SandboxContainerFactory.Purpose(key.project(), key.access(), false, key.image()),
                    Optional.empty());
            warmUp(connected);
            boolean closedMeanwhile;
            synchronized (this) {
                closedMeanwhile = closed;
                if (!closedMeanwhile) {
                    warm.computeIfAbsent(key, k -> new ArrayDeque<>()).add(connected);
                    notifyAll();
                }
            }
            if (closedMeanwhile) {
                discard(connected);
            }
        } catch (AgentException e) {
            LOG.warning("warm container not started error=" + e.getMessage());
            synchronized (this) {
                lastRequests.remove(key);
            }
        }
    }

    private void warmUp(SandboxContainers.ConnectedContainer connected) {
        try {
            connected.executor().warmUp();
        } catch (AgentException e) {
            discard(connected);
            throw e;
        }
    }

    /**
     * Waits until a project lacks a container and returns its key; empty when the pool stops. Meanwhile removes
     * containers that are idle for long.
     */
    private Optional<Key> awaitMissing() throws InterruptedException {
        while (true) {
            ArrayDeque<SandboxContainers.ConnectedContainer> idle = new ArrayDeque<>();
            synchronized (this) {
                long now = System.currentTimeMillis();
                lastRequests.entrySet().removeIf(e -> now - e.getValue() > IDLE_MILLIS);
                warm.forEach((key, waiting) -> {
                    if (!lastRequests.containsKey(key)) {
                        idle.addAll(waiting);
                        waiting.clear();
                    }
                });
                if (closed || lastRequests.isEmpty() && idle.isEmpty()) {
                    maintaining = false;
                    return Optional.empty();
                }
                Optional<Key> missing = findMissing();
                if (missing.isPresent()) {
                    return missing;
                }
                if (idle.isEmpty()) {
                    wait(CHECK_INTERVAL_MILLIS);
                }
            }
            idle.forEach(this::discard);
        }
    }

    /** The most recently used key without a container; empty if there is none or if the pool is full. */
    private Optional<Key> findMissing() {
        int count = warm.values().stream().mapToInt(ArrayDeque::size).sum();
        Optional<Key> latest = Optional.empty();
        for (Key key : lastRequests.keySet()) {
            ArrayDeque<SandboxContainers.ConnectedContainer> waiting = warm.get(key);
            if (waiting == null || waiting.isEmpty()) {
                latest = Optional.of(key);
            }
        }
        return latest.filter(key -> count < size);
    }

    private void discard(SandboxContainers.ConnectedContainer connected) {
        try {
            connected.close();
            containers.discard(connected.container());
        } catch (AgentException e) {
            LOG.warning("warm container not removed error=" + e.getMessage());
        }
    }

    void close() {
        var remaining = new ArrayDeque<SandboxContainers.ConnectedContainer>();
        synchronized (this) {
            closed = true;
            warm.values().forEach(waiting -> {
                remaining.addAll(waiting);
                waiting.clear();
            });
            notifyAll();
        }
        remaining.forEach(this::discard);
    }
}
