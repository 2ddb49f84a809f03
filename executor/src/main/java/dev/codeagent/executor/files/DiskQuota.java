package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How many bytes the workspace and the executor's notes may have together. */
public final class DiskQuota {
    /** A measure this old is taken anew before a file tool writes. */
    private static final Duration MAX_MEASUREMENT_AGE = Duration.ofSeconds(10);

    private final List<Path> directories;
    private final long limitBytes;
    private final Path excluded;
    private long usedBytes;
    private long measuredAt;
    private boolean isMeasured;

    /**
     * @param excluded a folder below one of them that does not count
     * @param limitBytes bytes; 0 is no limit
     */
    public DiskQuota(List<Path> directories, Path excluded, long limitBytes) {
        this.directories = List.copyOf(directories);
        this.excluded = excluded;
        this.limitBytes = limitBytes;
    }

    public static DiskQuota unlimited() {
        return new DiskQuota(List.of(), Path.of(""), 0);
    }

    public boolean isLimited() {
        return limitBytes > 0;
    }

    public long limitBytes() {
        return limitBytes;
    }

    /** Measures, and tells how many bytes more there may be; less than 0 where there are too many. */
    public long remainingBytes() {
        return isLimited() ? limitBytes - measure() : Long.MAX_VALUE;
    }

    /** Refuses a growth that does not fit any more. */
    public synchronized void reserve(long additionalBytes) {
        if (!isLimited()) {
            return;
        }
        boolean isRecent = isMeasured && System.nanoTime() - measuredAt < MAX_MEASUREMENT_AGE.toNanos();
        if (!isRecent || usedBytes + additionalBytes > limitBytes) {
            measure();
        }
        if (additionalBytes > 0 && usedBytes + additionalBytes > limitBytes) {
            throw new ToolExecutionException(exceededMessage());
        }
        usedBytes += additionalBytes;
    }

    /** What was exceeded, and what to do. */
    public String exceededMessage() {
        return "the workspace is full: it may have " + limitBytes + " bytes; delete what is not needed";
    }

    /** Says that the last measure is no longer true, because a program ran. */
    public synchronized void invalidate() {
        isMeasured = false;
    }

    private synchronized long measure() {
        usedBytes = directories.stream()
                        .mapToLong(f -> FileTree.totalSize(f, excluded))
                        .sum()
                + OpenDeletedFiles.totalSize(directories);
        measuredAt = System.nanoTime();
        isMeasured = true;
        return usedBytes;
    }
}
