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
final class TreeWatch {
    private static final Logger LOG = Logger.getLogger(TreeWatch.class.getName());
    private static final long PERIOD_MILLIS = 100;
    private static final long KILOBYTE = 1024;
    private static final int BLOCK = 512;
    private static final int ROUNDS = 30;

    private final Process root;
    private final Limits limits;
    private final Optional<TaskGroup> group;
    private Optional<ProcessHandle> first = Optional.empty();
    private Optional<ProcessHandle> executor = Optional.empty();

    /**
     * @param root bubblewrap, whose child is the first process of the sandbox, whose first child is the executor
     * @param group in which the kernel refuses tasks already, where there is one; it goes with the sandbox
     */
    TreeWatch(Process root, Limits limits, Optional<TaskGroup> group) {
        this.root = root;
        this.limits = limits;
        this.group = group;
    }

    /**
     * Watches until the root has ended, and ends what it left: bubblewrap goes when the executor does, but its first process
     * stays for the executor's orphans, and keeps the executor's streams open.
     */
    void run() {
        try {
            while (root.isAlive()) {
                look();
                root.waitFor(PERIOD_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
            first.ifPresent(ProcessHandle::destroyForcibly);
            group.ifPresent(TaskGroup::close);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        List<ProcessHandle> all = root.descendants().toList();
        Set<Long> kept = kept();
        long tasks = 0;
        long bytes = 0;
        for (ProcessHandle process : all) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            tasks += number(proc.resolve("status"), "Threads:");
            bytes += KILOBYTE
                    * (number(proc.resolve("status"), "RssAnon:") + number(proc.resolve("status"), "RssShmem:"));
            bytes += memoryFiles(proc).stream().mapToLong(TreeWatch::size).sum();
        }
        if (tasks > limits.processes()) {
            end(kept, tasks + " tasks of at most " + limits.processes());
        } else if (bytes > limits.memoryBytes() && exactly(all) > limits.memoryBytes()) {
            end(kept, "more than " + limits.memoryBytes() + " bytes of memory");
        }
    }

    private Set<Long> kept() {
        if (first.isEmpty()) {
            first = root.children().findFirst();
        }
        if (executor.isEmpty()) {
            executor = first.flatMap(p -> p.children().min(Comparator.comparing(ProcessHandle::pid)));
        }
        var kept = new HashSet<Long>();
        first.ifPresent(p -> kept.add(p.pid()));
        executor.ifPresent(p -> kept.add(p.pid()));
        return kept;
    }

    /** Again until none is left: a bomb goes on while it is ended. One that is quicker takes the sandbox with it. */
    private void end(Set<Long> kept, String why) {
        LOG.warning("sandbox ended its commands pid=" + root.pid() + " had=" + why);
        for (int i = 0; i < ROUNDS && root.isAlive(); i++) {
            List<ProcessHandle> rest =
                    root.descendants().filter(p -> !kept.contains(p.pid())).toList();
            if (rest.isEmpty()) {
                return;
            }
            rest.forEach(ProcessHandle::destroyForcibly);
        }
        LOG.warning("sandbox ended, its commands did not pid=" + root.pid());
        first.ifPresent(ProcessHandle::destroyForcibly);
    }

    /** What processes share counts once: slow, so only where the quick sum is too much. */
    private static long exactly(List<ProcessHandle> all) {
        long bytes = 0;
        var files = new HashSet<String>();
        for (ProcessHandle process : all) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            Path rollup = proc.resolve("smaps_rollup");
            bytes += KILOBYTE * (number(rollup, "Pss_Anon:") + number(rollup, "Pss_Shmem:"));
            for (Path file : memoryFiles(proc)) {
                bytes += allocated(file, files);
            }
        }
        return bytes;
    }

    /** Files in memory that have no name; what is written to them is nobody's memory by its maps. */
    private static List<Path> memoryFiles(Path proc) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(proc.resolve("fd"), TreeWatch::inMemory)) {
            var files = new java.util.ArrayList<Path>();
            open.forEach(files::add);
            return files;
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return List.of(); // It ended.
        }
    }

    private static boolean inMemory(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:");
        } catch (IOException e) {
            return false;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Java does not tell how much of a file is really there. */
    private static long allocated(Path file, Set<String> known) {
        try {
            Process stat = new ProcessBuilder("stat", "-L", "-c", "%d:%i %b", file.toString()).start();
            String[] words = new String(
                            stat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            return words.length == 2 && known.add(words[0]) ? Long.parseLong(words[1]) * BLOCK : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static long number(Path file, String name) {
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
