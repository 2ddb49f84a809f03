package dev.codeagent.diagnostics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The directories in which this process can create cgroups that limit processes and memory (cgroups(7), version 1 or
 * 2). Usually only root can, or with version 2 a user whose session manager delegates them.
 *
 * @param processes the parent directory of cgroups with the controller {@code pids}
 * @param memory the parent directory of cgroups with the controller {@code memory}; in version 2 the same directory
 */
public record WritableCgroups(Optional<Path> processes, Optional<Path> memory) {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String PROCESSES = "pids";
    private static final String MEMORY = "memory";

    /** Those of this process. */
    public static WritableCgroups detect() {
        return detect(ROOT, Path.of("/proc/self/cgroup"));
    }

    /**
     * Those of a process.
     *
     * @param root where the cgroup file systems are mounted
     * @param ownCgroups the cgroups of the process, in the format of {@code /proc/PID/cgroup}
     */
    public static WritableCgroups detect(Path root, Path ownCgroups) {
        try {
            List<String[]> lines = Files.readAllLines(ownCgroups).stream()
                    .map(line -> line.split(":", 3))
                    .filter(fields -> fields.length == 3)
                    .toList();
            Optional<Path> delegated =
                    Files.exists(root.resolve("cgroup.controllers")) ? findDelegated(root, lines) : Optional.empty();
            return delegated.isPresent()
                    ? new WritableCgroups(delegated, delegated)
                    : new WritableCgroups(findVersion1(root, lines, PROCESSES), findVersion1(root, lines, MEMORY));
        } catch (IOException e) {
            return new WritableCgroups(Optional.empty(), Optional.empty());
        }
    }

    /**
     * Version 2: the nearest directory at or above the process's cgroup that gives both controllers to its children. To
     * move a process, it must be writable up to a common directory, so a directory above that is not writable ends the
     * search.
     */
    private static Optional<Path> findDelegated(Path root, List<String[]> lines) throws IOException {
        for (String[] line : lines) {
            if (line[0].equals("0") && line[1].isEmpty()) {
                Path own = root.resolve(line[2].substring(1)).normalize();
                for (Path directory = own;
                        directory.startsWith(root);
                        directory = Objects.requireNonNull(directory.getParent())) {
                    if (!isWritable(directory)) {
                        return Optional.empty();
                    }
                    List<String> controllers = List.of(Files.readString(directory.resolve("cgroup.subtree_control"))
                            .strip()
                            .split(" "));
                    if (controllers.containsAll(List.of(PROCESSES, MEMORY))) {
                        return Optional.of(directory);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isWritable(Path directory) {
        return Files.isWritable(directory) && Files.isWritable(directory.resolve("cgroup.procs"));
    }

    /** Version 1: the process's cgroup; in a container its path may not be visible, and the root is its cgroup. */
    private static Optional<Path> findVersion1(Path root, List<String[]> lines, String controller) {
        Path mount = root.resolve(controller);
        return lines.stream()
                .filter(fields -> List.of(fields[1].split(",")).contains(controller))
                .map(fields -> mount.resolve(fields[2].substring(1)).normalize())
                .map(own -> Files.isDirectory(own) ? own : mount)
                .filter(WritableCgroups::isWritable)
                .findFirst();
    }

    /** What the kernel cannot limit in sandboxes without containers, as a sentence; empty if it limits both. */
    public Optional<String> weakness() {
        if (processes.isPresent() && memory.isPresent()) {
            return Optional.empty();
        }
        String missing = memory.isPresent() ? "processes" : processes.isPresent() ? "memory" : "memory and processes";
        return Optional.of("the kernel does not limit " + missing + ", because this user cannot create control groups;"
                + " the server measures them ten times a second"
                + (memory.isPresent() ? "" : ", without what no running process holds"));
    }
}
