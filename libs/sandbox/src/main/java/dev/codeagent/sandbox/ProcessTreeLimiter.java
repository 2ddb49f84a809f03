package dev.codeagent.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;

/**
 * Limits the memory and the tasks of all processes of one sandbox, for launchers that cannot use the kernel for this.
 * Above a limit, it kills all processes except the executor: a command ends with 137, and the run continues.
 */
final class ProcessTreeLimiter {
    private static final Logger LOG = Logger.getLogger(ProcessTreeLimiter.class.getName());
    private static final long CHECK_INTERVAL_MILLIS = 100;
    private static final long BYTES_PER_KILOBYTE = 1024;
    private static final int BLOCK_BYTES = 512;
    private static final int KILL_ATTEMPTS = 30;

    private final Process root;
    private final ResourceLimits limits;
    private final SandboxCgroup cgroup;
    private Optional<ProcessHandle> executor = Optional.empty();

    /**
     * @param root bubblewrap; its child is the executor, the first process of the sandbox
     * @param cgroup removed with the sandbox
     */
    ProcessTreeLimiter(Process root, ResourceLimits limits, SandboxCgroup cgroup) {
        this.root = root;
        this.limits = limits;
        this.cgroup = cgroup;
    }

    /** Monitors the sandbox until the root ends. */
    void run() {
        try {
            while (root.isAlive()) {
                enforceLimits();
                root.waitFor(CHECK_INTERVAL_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
            executor.ifPresent(ProcessHandle::destroyForcibly);
            cgroup.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enforceLimits() {
        List<ProcessHandle> processes = root.descendants().toList();
        Set<Long> protectedPids = protectedPids();
        long tasks = 0;
        long bytes = 0;
        for (ProcessHandle process : processes) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            tasks += readNumber(proc.resolve("status"), "Threads:");
            bytes += BYTES_PER_KILOBYTE
                    * (readNumber(proc.resolve("status"), "RssAnon:")
                            + readNumber(proc.resolve("status"), "RssShmem:"));
            bytes += memfdPaths(proc).stream()
                    .mapToLong(ProcessTreeLimiter::fileSize)
                    .sum();
        }
        if (tasks > limits.processes()) {
            killCommands(protectedPids, "tasks=" + tasks + " limit=" + limits.processes());
        } else if (bytes > limits.memoryBytes() && exactMemoryBytes(processes) > limits.memoryBytes()) {
            killCommands(protectedPids, "memoryLimitBytes=" + limits.memoryBytes());
        }
    }

    private Set<Long> protectedPids() {
        if (executor.isEmpty()) {
            executor = root.children().findFirst();
        }
        return executor.map(p -> Set.of(p.pid())).orElse(Set.of());
    }

    /**
     * Repeats until none is left, because a fork bomb creates processes meanwhile. If it is faster, the whole sandbox
     * is killed.
     */
    private void killCommands(Set<Long> protectedPids, String reason) {
        LOG.warning("sandbox commands killed pid=" + root.pid() + " " + reason);
        for (int i = 0; i < KILL_ATTEMPTS && root.isAlive(); i++) {
            List<ProcessHandle> rest = root.descendants()
                    .filter(p -> !protectedPids.contains(p.pid()))
                    .toList();
            if (rest.isEmpty()) {
                return;
            }
            rest.forEach(ProcessHandle::destroyForcibly);
        }
        LOG.warning("sandbox killed pid=" + root.pid() + " reason=commandsDidNotEnd");
        executor.ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Counts shared memory once. Slow, so used only if the quick sum exceeds the limit. */
    private static long exactMemoryBytes(List<ProcessHandle> processes) {
        long bytes = 0;
        var files = new HashSet<String>();
        for (ProcessHandle process : processes) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            Path rollup = proc.resolve("smaps_rollup");
            bytes += BYTES_PER_KILOBYTE * (readNumber(rollup, "Pss_Anon:") + readNumber(rollup, "Pss_Shmem:"));
            for (Path file : memfdPaths(proc)) {
                bytes += allocatedBytes(file, files);
            }
        }
        return bytes;
    }

    /** Unnamed files in memory (memfd): data written to them appears in the memory maps of no process. */
    private static List<Path> memfdPaths(Path proc) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(proc.resolve("fd"), ProcessTreeLimiter::isMemfd)) {
            var files = new java.util.ArrayList<Path>();
            open.forEach(files::add);
            return files;
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return List.of(); // It ended.
        }
    }

    private static boolean isMemfd(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:");
        } catch (IOException e) {
            return false;
        }
    }

    private static long fileSize(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The allocated size of a file, which Java does not provide. */
    private static long allocatedBytes(Path file, Set<String> countedFiles) {
        try {
            Process stat = ProcessEnvironment.builder(List.of("stat", "-L", "-c", "%d:%i %b", file.toString()))
                    .start();
            String[] fields = new String(
                            stat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            return fields.length == 2 && countedFiles.add(fields[0]) ? Long.parseLong(fields[1]) * BLOCK_BYTES : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static long readNumber(Path file, String name) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // It ended.
        }
    }
}
