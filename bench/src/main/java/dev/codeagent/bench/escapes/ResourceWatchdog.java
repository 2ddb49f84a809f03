package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stops the running sandboxes before they exhaust the memory or disk of the host. */
final class ResourceWatchdog implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;
    private static final long MIN_MEMORY = 2L << 30;
    private static final long MIN_DISK = 4L << 30;
    /** Bytes of memory or disk that the host may lose; the sandbox limits must apply long before. */
    private static final long MAX_LOSS = 8L << 30;

    private final Path folder;
    private final Set<Runnable> stopActions = ConcurrentHashMap.newKeySet();
    private final long memoryBefore;
    private final long diskBefore;
    private final Thread thread;
    private volatile Optional<String> violation = Optional.empty();

    ResourceWatchdog(Path folder) throws IOException {
        this.folder = folder;
        this.memoryBefore = availableMemory();
        this.diskBefore = availableDisk();
        this.thread = Thread.ofPlatform().daemon().start(this::monitor);
    }

    /** Registers an action that stops a sandbox, until the returned registration is closed. */
    Registration register(Runnable stopAction) {
        stopActions.add(stopAction);
        return () -> stopActions.remove(stopAction);
    }

    /** Removes the action when it is closed. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Returns the shortage that happened since the last call, and clears it. */
    Optional<String> takeViolation() {
        Optional<String> found = violation;
        violation = Optional.empty();
        return found;
    }

    private void monitor() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                check("memory", availableMemory(), memoryBefore, MIN_MEMORY);
                check("disk", availableDisk(), diskBefore, MIN_DISK);
            }
        } catch (InterruptedException e) {
            // close() ends the thread.
        } catch (IOException e) {
            violation = Optional.of("the host's state cannot be read: " + e.getMessage());
        }
    }

    private void check(String what, long now, long before, long minimum) {
        if (now < minimum || before - now > MAX_LOSS) {
            violation = Optional.of("the host had " + (before >> 20) + " MB of " + what + " free, then " + (now >> 20));
            stopActions.forEach(Runnable::run);
        }
    }

    private static long availableMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                        .filter(l -> l.startsWith("MemAvailable:"))
                        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no MemAvailable in /proc/meminfo"))
                << 10;
    }

    private long availableDisk() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
