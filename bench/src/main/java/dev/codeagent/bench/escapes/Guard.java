package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends the sandbox that works before it takes the last of this machine's memory or disk. */
final class Guard implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;
    private static final long MEMORY = 2L << 30;
    private static final long DISK = 4L << 30;
    /** Of this machine at once; hogs are to be stopped long before. */
    private static final long LOSS = 8L << 30;

    private final Path folder;
    private final Set<Runnable> stops = ConcurrentHashMap.newKeySet();
    private final long memoryBefore;
    private final long diskBefore;
    private final Thread thread;
    private volatile Optional<String> harm = Optional.empty();

    Guard(Path folder) throws IOException {
        this.folder = folder;
        this.memoryBefore = memory();
        this.diskBefore = disk();
        this.thread = Thread.ofPlatform().daemon().start(this::watch);
    }

    /** What is to be ended when it comes to that, until the handle is closed. */
    Handle over(Runnable work) {
        stops.add(work);
        return () -> stops.remove(work);
    }

    /** Ends the watch over one piece of work. */
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }

    /** What came short, if something did since it was asked last. */
    Optional<String> harm() {
        Optional<String> found = harm;
        harm = Optional.empty();
        return found;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                check("memory", memory(), memoryBefore, MEMORY);
                check("disk", disk(), diskBefore, DISK);
            }
        } catch (InterruptedException e) {
            // It is over.
        } catch (IOException e) {
            harm = Optional.of("the host's state cannot be read: " + e.getMessage());
        }
    }

    private void check(String what, long now, long before, long least) {
        if (now < least || before - now > LOSS) {
            harm = Optional.of("the host had " + (before >> 20) + " MB of " + what + " free, then " + (now >> 20));
            stops.forEach(Runnable::run);
        }
    }

    private static long memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                        .filter(l -> l.startsWith("MemAvailable:"))
                        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no MemAvailable in /proc/meminfo"))
                << 10;
    }

    private long disk() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
