package dev.codeagent.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;

/**
 * Holds all processes of one sandbox together to a limit of memory and of tasks, for launchers whose kernel does not. Where
 * they have more, all but the executor are ended: a command ends with 137 and the run goes on.
 */
final class ProcessTreeLimiter {
    private static final Logger LOG = Logger.getLogger(ProcessTreeLimiter.class.getName());
    private static final long CHECK_INTERVAL_MILLIS = 100;
    private static final long BYTES_PER_KILOBYTE = 1024;
    private static final int BLOCK_BYTES = 512;
    private static final int KILL_ATTEMPTS = 30;

    private final Process root;
    private final ResourceLimits limits;
    private final Optional<PidsCgroup> cgroup;
    private Optional<ProcessHandle> initProcess = Optional.empty();
    private Optional<ProcessHandle> executor = Optional.empty();

    /**
     * @param root bubblewrap, whose child is the first process of the sandbox, whose first child is the executor
     * @param cgroup in which the kernel refuses tasks already, where there is one; it goes with the sandbox
     */
    ProcessTreeLimiter(Process root, ResourceLimits limits, Optional<PidsCgroup> cgroup) {
        this.root = root;
        this.limits = limits;
        this.cgroup = cgroup;
    }

    /**
     * Watches until the root has ended, and ends what it left: bubblewrap goes when the executor does, but its first process
     * stays for the executor's orphans, and keeps the executor's streams open.
     */
    void run() {
        try {
            while (root.isAlive()) {
                enforceLimits();
                root.waitFor(CHECK_INTERVAL_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
            initProcess.ifPresent(ProcessHandle::destroyForcibly);
            cgroup.ifPresent(PidsCgroup::close);
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
            killCommands(protectedPids, tasks + " tasks of at most " + limits.processes());
        } else if (bytes > limits.memoryBytes() && exactMemoryBytes(processes) > limits.memoryBytes()) {
            killCommands(protectedPids, "more than " + limits.memoryBytes() + " bytes of memory");
        }
    }

    private Set<Long> protectedPids() {
        if (initProcess.isEmpty()) {
            initProcess = root.children().findFirst();
        }
        if (executor.isEmpty()) {
            executor = initProcess.flatMap(p -> p.children().min(Comparator.comparing(ProcessHandle::pid)));
        }
        var protectedPids = new HashSet<Long>();
        initProcess.ifPresent(p -> protectedPids.add(p.pid()));
        executor.ifPresent(p -> protectedPids.add(p.pid()));
        return protectedPids;
    }

    /** Again until none is left: a bomb goes on while it is ended. One that is quicker takes the sandbox with it. */
    private void killCommands(Set<Long> protectedPids, String reason) {
        LOG.warning("sandbox ended its commands pid=" + root.pid() + " had=" + reason);
        for (int i = 0; i < KILL_ATTEMPTS && root.isAlive(); i++) {
            List<ProcessHandle> rest = root.descendants()
                    .filter(p -> !protectedPids.contains(p.pid()))
                    .toList();
            if (rest.isEmpty()) {
                return;
            }
            rest.forEach(ProcessHandle::destroyForcibly);
        }
        LOG.warning("sandbox ended, its commands did not pid=" + root.pid());
        initProcess.ifPresent(ProcessHandle::destroyForcibly);
    }

    /** What processes share counts once: slow, so only where the quick sum is too much. */
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

    /** Files in memory that have no name; what is written to them is nobody's memory by its maps. */
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

    /** Java does not tell how much of a file is really there. */
    private static long allocatedBytes(Path file, Set<String> countedFiles) {
        try {
            Process stat = new ProcessBuilder("stat", "-L", "-c", "%d:%i %b", file.toString()).start();
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
