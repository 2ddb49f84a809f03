package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How many bytes the workspace and the executor's notes may have together. */
public final class DiskLimit {
    /** A measure this old is taken anew before a file tool writes. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final List<Path> folders;
    private final long limit;
    private final Path apart;
    private long used;
    private long measuredAt;
    private boolean measured;

    /**
     * @param apart a folder below one of them that does not count
     * @param limit bytes; 0 is no limit
     */
    public DiskLimit(List<Path> folders, Path apart, long limit) {
        this.folders = List.copyOf(folders);
        this.apart = apart;
        this.limit = limit;
    }

    public static DiskLimit none() {
        return new DiskLimit(List.of(), Path.of(""), 0);
    }

    public boolean set() {
        return limit > 0;
    }

    public long bytes() {
        return limit;
    }

    /** Measures, and tells how many bytes more there may be; less than 0 where there are too many. */
    public long left() {
        return set() ? limit - measure() : Long.MAX_VALUE;
    }

    /** Refuses a growth that does not fit any more. */
    public synchronized void require(long growth) {
        if (!set()) {
            return;
        }
        boolean fresh = measured && System.nanoTime() - measuredAt < FRESH.toNanos();
        if (!fresh || used + growth > limit) {
            measure();
        }
        if (growth > 0 && used + growth > limit) {
            throw new ToolError(message());
        }
        used += growth;
    }

    /** What was exceeded, and what to do. */
    public String message() {
        return "the workspace is full: it may have " + limit + " bytes; delete what is not needed";
    }

    /** Says that the last measure is no longer true, because a program ran. */
    public synchronized void stale() {
        measured = false;
    }

    private synchronized long measure() {
        used = folders.stream().mapToLong(f -> FileTree.bytes(f, apart)).sum() + DeletedFiles.bytes(folders);
        measuredAt = System.nanoTime();
        measured = true;
        return used;
    }
}
