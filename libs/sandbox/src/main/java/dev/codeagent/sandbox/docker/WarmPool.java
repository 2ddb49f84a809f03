package dev.codeagent.sandbox.docker;

import dev.codeagent.docker.NetworkAccess;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * Keeps one started container for each recently used project, so that a run need not wait for one. A container has the
 * cache of one project, so only that project can use it.
 *
 * @param <C> a container
 */
final class WarmPool<C> {
    private static final Logger LOG = System.getLogger(WarmPool.class.getName());
    private static final long IDLE_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long CHECK_INTERVAL_MILLIS = Duration.ofSeconds(30).toMillis();

    private final Containers<C> containers;
    private final int size;
    private final ThreadFactory threads;
    private final Map<Key, Long> lastRequests = new LinkedHashMap<>();
    private final Map<Key, ArrayDeque<C>> warm = new LinkedHashMap<>();
    private boolean maintaining;
    private boolean closed;

    /** Who can use a container. */
    record Key(String project, NetworkAccess access, String image) {}

    /** Starts and removes containers; each method may throw an AgentException. */
    interface Containers<C> {
        /** Starts a container and prepares it for its first call. */
        C startWarm(Key key);

        void requireHealthy(C container);

        /** Removes a container that no run has used, with its volumes. */
        void discard(C container);
    }

    /** @param size the maximum number of waiting containers; 0 disables the pool */
    WarmPool(Containers<C> containers, int size, ThreadFactory threads) {
        this.containers = containers;
        this.size = size;
        this.threads = threads;
    }

    /** Takes a container that is ready and healthy, if there is one. */
    Optional<C> take(Key key) {
        while (true) {
            C next;
            synchronized (this) {
                ArrayDeque<C> waiting = warm.getOrDefault(key, new ArrayDeque<>());
                if (waiting.isEmpty()) {
                    return Optional.empty();
                }
                next = waiting.remove();
            }
            try {
                containers.requireHealthy(next);
                return Optional.of(next);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "warm container dropped error=" + e.getMessage());
                discard(next);
            }
        }
    }

    /**
     * Reports that the project is in use, so it may soon need one more container of this image, and none of other
     * images.
     */
    synchronized void request(Key key) {
        if (size == 0 || closed) {
            return;
        }
        lastRequests.keySet().removeIf(k -> k.project().equals(key.project()) && k.access() == key.access());
        lastRequests.put(key, System.currentTimeMillis());
        if (!maintaining) {
            maintaining = true;
            threads.newThread(this::maintain).start();
        }
        notifyAll();
    }

    /** The number of containers that wait for a run. */
    synchronized int count() {
        return warm.values().stream().mapToInt(ArrayDeque::size).sum();
    }

    boolean isEnabled() {
        return size > 0;
    }

    /** Adopts a container that an earlier server started; it is removed if it stays unused. */
    void adopt(Key key, C container) {
        synchronized (this) {
            warm.computeIfAbsent(key, k -> new ArrayDeque<>()).add(container);
        }
        request(key);
    }

    private void maintain() {
        boolean done = false;
        try {
            Optional<Key> missing = awaitMissing();
            while (missing.isPresent()) {
                startWarm(missing.get());
                missing = awaitMissing();
            }
            done = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!done) {
                synchronized (this) {
                    maintaining = false; // After an error the next request starts another thread.
                }
            }
        }
    }

    private void startWarm(Key key) {
        try {
            C container = containers.startWarm(key);
            boolean closedMeanwhile;
            synchronized (this) {
                closedMeanwhile = closed;
                if (!closedMeanwhile) {
                    warm.computeIfAbsent(key, k -> new ArrayDeque<>()).add(container);
                    notifyAll();
                }
            }
            if (closedMeanwhile) {
                discard(container);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "warm container not started error=" + e.getMessage());
            synchronized (this) {
                lastRequests.remove(key);
            }
        }
    }

    /**
     * Waits until a project lacks a container and returns its key; empty when the pool stops. Meanwhile removes
     * containers that are idle for long, or of another image than the project now uses.
     */
    private Optional<Key> awaitMissing() throws InterruptedException {
        while (true) {
            var idle = new ArrayDeque<C>();
            boolean done;
            Optional<Key> missing;
            synchronized (this) {
                removeIdle(idle);
                done = closed || lastRequests.isEmpty() && idle.isEmpty();
                missing = done ? Optional.empty() : findMissing();
                if (done) {
                    maintaining = false; // In this lock, so that no request is lost.
                } else if (idle.isEmpty() && missing.isEmpty()) {
                    wait(CHECK_INTERVAL_MILLIS);
                }
            }
            idle.forEach(this::discard);
            if (done || missing.isPresent()) {
                return missing;
            }
        }
    }

    private void removeIdle(ArrayDeque<C> idle) {
        long now = System.currentTimeMillis();
        lastRequests.entrySet().removeIf(e -> now - e.getValue() > IDLE_MILLIS);
        warm.forEach((key, waiting) -> {
            if (!lastRequests.containsKey(key)) {
                idle.addAll(waiting);
                waiting.clear();
            }
        });
    }

    /** The most recently used key without a container; empty if there is none or if the pool is full. */
    private Optional<Key> findMissing() {
        int count = count();
        Optional<Key> latest = Optional.empty();
        for (Key key : lastRequests.keySet()) {
            if (warm.getOrDefault(key, new ArrayDeque<>()).isEmpty()) {
                latest = Optional.of(key);
            }
        }
        return latest.filter(key -> count < size);
    }

    private void discard(C container) {
        try {
            containers.discard(container);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "warm container not removed error=" + e.getMessage());
        }
    }

    void close() {
        var remaining = new ArrayDeque<C>();
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
