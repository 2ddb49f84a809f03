package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Limits the bytes that the workspace, the stored results and the sandbox's own HOME use together. */
public final class DiskQuota {
    /** An older measurement is repeated before a file tool writes. */
    private static final Duration MAX_MEASUREMENT_AGE = Duration.ofSeconds(10);

    private final List<Path> directories;
    private final long limitBytes;
    private final Path excluded;
    private long usedBytes;
    private long measuredAt;
    private boolean isMeasured;

    /**
     * @param excluded a directory below one of them that does not count
     * @param limitBytes bytes; 0 means no limit
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

    /** Measures and returns the remaining bytes; negative if the limit is exceeded. */
    public long remainingBytes() {
        return isLimited() ? limitBytes - measure() : Long.MAX_VALUE;
    }

    /** @throws ToolExecutionException if the additional bytes exceed the limit */
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

    /** The limit that is exceeded, and the fix. */
    public String exceededMessage() {
        return "the workspace is full: its limit is " + limitBytes + " bytes; delete files that are not needed";
    }

    /** Discards the last measurement, because a program ran. */
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
