package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.sandbox.NetworkAccess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.logging.Logger;

/**
 * Keeps started containers for the projects that were worked in lately, one each, so that a run need not wait for one. A
 * container has the cache of one project, so it is kept for that project alone.
 */
final class WarmPool {
    private static final Logger LOG = Logger.getLogger(WarmPool.class.getName());
    private static final Duration HEALTH = Duration.ofSeconds(1);
    private static final long IDLE_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long LOOK_MILLIS = Duration.ofSeconds(30).toMillis();

    private final Slots slots;
    private final int size;
    private final ThreadFactory threads;
    private final Map<Key, Long> demand = new LinkedHashMap<>();
    private final Map<Key, ArrayDeque<Slots.Started>> warm = new LinkedHashMap<>();
    private boolean tended;
    private boolean closed;

    /** @param size how many containers may wait at once; 0: none */
    WarmPool(Slots slots, int size, ThreadFactory threads) {
        this.slots = slots;
        this.size = size;
        this.threads = threads;
    }

    private record Key(String project, NetworkAccess access, String image) {}

    /** One that is ready and healthy, if there is one. */
    Optional<Slots.Started> take(String project, NetworkAccess access, String image) {
        while (true) {
            Slots.Started next;
            synchronized (this) {
                ArrayDeque<Slots.Started> waiting = warm.get(new Key(project, access, image));
                next = waiting == null ? null : waiting.poll();
            }
            if (next == null) {
                return Optional.empty();
            }
            try {
                next.executor().ping(HEALTH);
                return Optional.of(next);
            } catch (AgentException e) {
                LOG.warning("a waiting container is dropped: " + e.getMessage());
                drop(next);
            }
        }
    }

    /** The project is being worked in: one more container of the image, and of no other, may be needed soon. */
    synchronized void want(String project, NetworkAccess access, String image) {
        if (size == 0 || closed) {
            return;
        }
        var key = new Key(project, access, image);
        demand.keySet().removeIf(k -> k.project().equals(project) && k.access() == access);
        demand.put(key, System.currentTimeMillis());
        if (!tended) {
            tended = true;
            threads.newThread(this::tend).start();
        }
        notifyAll();
    }

    /** Takes over one that an earlier server started; it goes again where nobody wants it for long. */
    void adopt(Slot slot) {
        if (size == 0) {
            slots.discard(slot);
            return;
        }
        Slots.Started started = slots.attach(slot);
        synchronized (this) {
            warm.computeIfAbsent(new Key(slot.project(), slot.access(), slot.image()), k -> new ArrayDeque<>())
                    .add(started);
        }
        want(slot.project(), slot.access(), slot.image());
    }

    private void tend() {
        try {
            while (true) {
                Key missing = next();
                if (missing == null) {
                    return;
                }
                fill(missing);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fill(Key key) {
        try {
            Slots.Started started = slots.start(key.project(), key.access(), key.image(), Optional.empty());
            rehearse(started);
            boolean late;
            synchronized (this) {
                late = closed;
                if (!late) {
                    warm.computeIfAbsent(key, k -> new ArrayDeque<>()).add(started);
                    notifyAll();
                }
            }
            if (late) {
                drop(started);
            }
        } catch (AgentException e) {
            LOG.warning("no container could be made in advance: " + e.getMessage());
            synchronized (this) {
                demand.remove(key);
            }
        }
    }

    private void rehearse(Slots.Started started) {
        try {
            started.executor().rehearse();
        } catch (AgentException e) {
            drop(started);
            throw e;
        }
    }

    /** Waits for a project that lacks one; null at the end. Those that nobody wanted for long go meanwhile. */
    private Key next() throws InterruptedException {
        while (true) {
            ArrayDeque<Slots.Started> idle = new ArrayDeque<>();
            synchronized (this) {
                long now = System.currentTimeMillis();
                demand.entrySet().removeIf(e -> now - e.getValue() > IDLE_MILLIS);
                warm.forEach((key, waiting) -> {
                    if (!demand.containsKey(key)) {
                        idle.addAll(waiting);
                        waiting.clear();
                    }
                });
                if (closed || demand.isEmpty() && idle.isEmpty()) {
                    tended = false;
                    return null;
                }
                Key missing = lacking();
                if (missing != null) {
                    return missing;
                }
                if (idle.isEmpty()) {
                    wait(LOOK_MILLIS);
                }
            }
            idle.forEach(this::drop);
        }
    }

    /** The one that was wanted last and has none; a full pool gives up what was wanted longest ago. */
    private Key lacking() {
        int count = warm.values().stream().mapToInt(ArrayDeque::size).sum();
        Key last = null;
        for (Key key : demand.keySet()) {
            ArrayDeque<Slots.Started> waiting = warm.get(key);
            if (waiting == null || waiting.isEmpty()) {
                last = key;
            }
        }
        return last != null && count < size ? last : null;
    }

    private void drop(Slots.Started started) {
        try {
            started.close();
            slots.discard(started.slot());
        } catch (AgentException e) {
            LOG.warning("a container was not removed: " + e.getMessage());
        }
    }

    void close() {
        var all = new ArrayDeque<Slots.Started>();
        synchronized (this) {
            closed = true;
            warm.values().forEach(waiting -> {
                all.addAll(waiting);
                waiting.clear();
            });
            notifyAll();
        }
        all.forEach(this::drop);
    }
}
