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
 * A control group in which the kernel refuses more processes and threads than a sandbox may have (the controller {@code pids},
 * cgroups(7), version 1 or 2). A server may make one where it runs as root, as a rule.
 */
final class TaskGroup implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TaskGroup.class.getName());
    private static final Path ALL = Path.of("/sys/fs/cgroup");
    private static final String NAME = "codeagent-";
    private static final int TRIES = 50;
    private static final long PAUSE_MILLIS = 100;

    private final Path folder;

    private TaskGroup(Path folder) {
        this.folder = folder;
    }

    /** Nothing where none can be made. @param tasks the most that may be in it */
    static Optional<TaskGroup> make(int tasks) {
        return parent().flatMap(parent -> make(parent, tasks));
    }

    private static Optional<TaskGroup> make(Path parent, int tasks) {
        Path folder = parent.resolve(NAME + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        try {
            sweep(parent);
            Files.createDirectory(folder);
            Files.writeString(folder.resolve("pids.max"), Integer.toString(tasks));
            return Optional.of(new TaskGroup(folder));
        } catch (IOException e) {
            LOG.fine("no control group of processes: " + e);
            remove(folder);
            return Optional.empty();
        }
    }

    /** Where groups with that controller can be made: below the server's own group, or with version 2 at the top. */
    private static Optional<Path> parent() {
        try {
            Path ours = ALL.resolve("pids" + ownGroup());
            Path controllers = ALL.resolve("cgroup.subtree_control");
            if (Files.isWritable(ours)) {
                return Optional.of(ours);
            }
            return Files.isWritable(ALL)
                            && Files.isReadable(controllers)
                            && Files.readString(controllers).contains("pids")
                    ? Optional.of(ALL)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The path of this process's group of version 1, e.g. {@code /} or {@code /system.slice/codeagent.service}. */
    private static String ownGroup() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/cgroup"), StandardCharsets.UTF_8)) {
            return lines.map(line -> line.split(":", 3))
                    .filter(parts ->
                            parts.length == 3 && List.of(parts[1].split(",")).contains("pids"))
                    .map(parts -> parts[2])
                    .findFirst()
                    .orElse("/no-such-group");
        }
    }

    /** The groups of servers that died; one in which somebody still is stays. */
    private static void sweep(Path parent) throws IOException {
        try (Stream<Path> groups = Files.list(parent)) {
            groups.filter(g -> g.getFileName().toString().matches(NAME + "\\d+-.*"))
                    .filter(g -> ProcessHandle.of(
                                    Long.parseLong(g.getFileName().toString().split("-")[1]))
                            .isEmpty())
                    .forEach(TaskGroup::remove);
        }
    }

    /** What a command begins with that shall run in it. */
    List<String> entering() {
        return List.of(
                "/bin/sh",
                "-c",
                "echo 0 > \"$0\"; exec \"$@\"",
                folder.resolve("cgroup.procs").toString());
    }

    private static boolean remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException e) {
            return false; // Somebody is in it.
        }
    }

    /** Removes it once all who were in it are gone. */
    @Override
    public void close() {
        try {
            for (int tries = TRIES; !remove(folder) && tries > 0; tries--) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
