package dev.codeagent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A cgroup that limits the number of processes and threads of a sandbox (controller {@code pids}, cgroups(7), version 1
 * or 2). Creating one usually requires root.
 */
final class PidsCgroup implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PidsCgroup.class.getName());
    private static final Path CGROUP_ROOT = Path.of("/sys/fs/cgroup");
    private static final String NAME_PREFIX = "codeagent-";
    private static final int REMOVE_ATTEMPTS = 50;
    private static final long REMOVE_INTERVAL_MILLIS = 100;

    private final Path directory;

    private PidsCgroup(Path directory) {
        this.directory = directory;
    }

    /**
     * Creates a cgroup; empty if that is not possible.
     *
     * @param maxTasks the maximum number of processes and threads
     */
    static Optional<PidsCgroup> create(int maxTasks) {
        return findParent().flatMap(parent -> create(parent, maxTasks));
    }

    private static Optional<PidsCgroup> create(Path parent, int maxTasks) {
        Path directory = parent.resolve(NAME_PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        try {
            removeStale(parent);
            Files.createDirectory(directory);
            Files.writeString(directory.resolve("pids.max"), Integer.toString(maxTasks));
            return Optional.of(new PidsCgroup(directory));
        } catch (IOException e) {
            LOG.fine("no pids cgroup error=" + e);
            remove(directory);
            return Optional.empty();
        }
    }

    /** The parent directory of new cgroups: the cgroup of the server, or with version 2 the root. */
    private static Optional<Path> findParent() {
        try {
            Path ownCgroup = CGROUP_ROOT.resolve("pids" + ownCgroup());
            Path controllers = CGROUP_ROOT.resolve("cgroup.subtree_control");
            if (Files.isWritable(ownCgroup)) {
                return Optional.of(ownCgroup);
            }
            return Files.isWritable(CGROUP_ROOT)
                            && Files.isReadable(controllers)
                            && Files.readString(controllers).contains("pids")
                    ? Optional.of(CGROUP_ROOT)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The cgroup of this process in version 1, e.g. {@code /} or {@code /system.slice/codeagent.service}. */
    private static String ownCgroup() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/cgroup"), StandardCharsets.UTF_8)) {
            return lines.map(line -> line.split(":", 3))
                    .filter(parts ->
                            parts.length == 3 && List.of(parts[1].split(",")).contains("pids"))
                    .map(parts -> parts[2])
                    .findFirst()
                    .orElse("/no-such-group");
        }
    }

    /** Removes the cgroups of servers that died; one with processes stays. */
    private static void removeStale(Path parent) throws IOException {
        try (Stream<Path> groups = Files.list(parent)) {
            groups.filter(g -> g.getFileName().toString().matches(NAME_PREFIX + "\\d+-.*"))
                    .filter(g -> ProcessHandle.of(
                                    Long.parseLong(g.getFileName().toString().split("-")[1]))
                            .isEmpty())
                    .forEach(PidsCgroup::remove);
        }
    }

    /** The beginning of a command line, which makes the command join the cgroup. */
    List<String> joinCommand() {
        return List.of(
                "/bin/sh",
                "-c",
                "echo 0 > \"$0\"; exec \"$@\"",
                directory.resolve("cgroup.procs").toString());
    }

    private static boolean remove(Path directory) {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (IOException e) {
            return false; // It contains a process.
        }
    }

    /** Removes the cgroup when its processes have ended. */
    @Override
    public void close() {
        try {
            for (int tries = REMOVE_ATTEMPTS; !remove(directory) && tries > 0; tries--) {
                TimeUnit.MILLISECONDS.sleep(REMOVE_INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
