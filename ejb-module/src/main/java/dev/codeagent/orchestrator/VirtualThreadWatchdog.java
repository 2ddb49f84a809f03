package dev.codeagent.orchestrator;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Adds platform threads for virtual threads that no longer run. A virtual thread that waits in the JVM until a class is loaded
 * keeps its platform thread (JEP 491). If all of them wait for a class loader whose lock a virtual thread without a platform
 * thread holds, no virtual thread would ever run again: on a machine with two cores, two such threads are enough.
 *
 * <p>Each call starts a virtual thread as a probe. If the previous one has not run for a while, the scheduler gets more platform
 * threads, twice as many each time, and the original number after it has worked for a minute.
 */
public final class VirtualThreadWatchdog implements Runnable {
    private static final Logger LOG = Logger.getLogger(VirtualThreadWatchdog.class.getName());
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RECOVERED_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String PARALLELISM = "Parallelism";
    /** The default of {@code jdk.virtualThreadScheduler.maxPoolSize}. */
    private static final int MAX_PARALLELISM = 256;

    private final Consumer<Runnable> virtualThreads;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName scheduler;
    private final int normal;
    private final long stalledNanos;
    private final long recoveredNanos;
    private volatile boolean probePending;
    private long probeStartNanos;
    private long lastStallNanos;
    private int current;

    /** Whether this Java is 24 or newer. */
    public static boolean isSupported() {
        return Runtime.version().feature() >= 24;
    }

    /**
     * Watches the scheduler of this JVM.
     *
     * @param virtualThreads executes a task on a virtual thread, which it starts from a new platform thread: a task of that is in
     *     a queue of its own, and the scheduler adds no platform thread for a queue that is not empty
     */
    public VirtualThreadWatchdog(Consumer<Runnable> virtualThreads) {
        this(virtualThreads, STALLED_NANOS, RECOVERED_NANOS);
    }

    VirtualThreadWatchdog(Consumer<Runnable> virtualThreads, long stalledNanos, long recoveredNanos) {
        this.virtualThreads = virtualThreads;
        this.stalledNanos = stalledNanos;
        this.recoveredNanos = recoveredNanos;
        try {
            scheduler = new ObjectName("jdk.management:type=VirtualThreadScheduler");
            normal = (int) server.getAttribute(scheduler, PARALLELISM);
            current = normal;
            // Everything that a later change needs is loaded now: then no class can be loaded.
            setParallelism(Math.min(normal, MAX_PARALLELISM));
        } catch (JMException e) {
            throw new IllegalStateException("the scheduler of virtual threads cannot be managed", e);
        }
    }

    /** Called once a second, on a platform thread. */
    @Override
    public synchronized void run() {
        long now = System.nanoTime();
        try {
            if (probePending && now - probeStartNanos > stalledNanos) {
                lastStallNanos = now;
                probeStartNanos = now; // The added threads get as much time.
                setParallelism(Math.min(2 * current, MAX_PARALLELISM));
                startProbe();
                LOG.log(
                        Level.WARNING,
                        "no virtual thread runs; their platform threads were raised to {0}",
                        String.valueOf(current));
            } else if (current > normal && now - lastStallNanos > recoveredNanos) {
                setParallelism(normal);
            }
        } catch (JMException | IllegalArgumentException e) {
            LOG.log(Level.SEVERE, "virtual threads are stalled and get no more platform threads", e);
        }
        if (!probePending) {
            probeStartNanos = System.nanoTime();
            probePending = true;
            startProbe();
        }
    }

    private void startProbe() {
        virtualThreads.accept(() -> probePending = false);
    }

    private void setParallelism(int threads) throws JMException {
        server.setAttribute(scheduler, new Attribute(PARALLELISM, threads));
        current = threads;
    }

    /** The number of platform threads that virtual threads may use now. */
    synchronized int parallelism() {
        return current;
    }
}
