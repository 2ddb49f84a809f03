package dev.codeagent.sandbox;

import dev.codeagent.diagnostics.WritableCgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The cgroups of a sandbox, in which the kernel limits its processes with their threads, and its memory, also that which
 * no process holds any more: files in memory, shared memory, messages in transit. Version 1 of cgroups has one for each
 * of both.
 */
final class SandboxCgroup implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SandboxCgroup.class.getName());
    private static final String NAME_PREFIX = "codeagent-";
    private static final String PROCESSES_FILE = "cgroup.procs";
    private static final int REMOVE_ATTEMPTS = 50;
    private static final long REMOVE_INTERVAL_MILLIS = 100;

    private final List<Path> directories = new ArrayList<>();

    private SandboxCgroup() {}

    /** Creates what this server can create, possibly nothing. */
    static SandboxCgroup create(ResourceLimits limits) {
        return create(limits, WritableCgroups.detect());
    }

    static SandboxCgroup create(ResourceLimits limits, WritableCgroups parents) {
        var cgroup = new SandboxCgroup();
        String name = NAME_PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        parents.processes()
                .flatMap(parent -> cgroup.ensure(parent, name))
                .ifPresent(directory ->
                        cgroup.setLimits(directory, List.of(new Limit("pids.max", limits.processes(), true))));
        parents.memory().flatMap(parent -> cgroup.ensure(parent, name)).ifPresent(directory -> {
            boolean version1 = Files.exists(directory.resolve("memory.limit_in_bytes"));
            cgroup.setLimits(
                    directory,
                    version1
                            ? List.of(
                                    new Limit("memory.limit_in_bytes", limits.memoryBytes(), true),
                                    new Limit("memory.memsw.limit_in_bytes", limits.memoryBytes(), false))
                            : List.of(
                                    new Limit("memory.max", limits.memoryBytes(), true),
                                    new Limit("memory.swap.max", 0, false)));
        });
        return cgroup;
    }

    /** @param required whether the cgroup is useless without it; the limits of swap exist only if swap is accounted */
    private record Limit(String file, long value, boolean required) {}

    private Optional<Path> ensure(Path parent, String name) {
        Path directory = parent.resolve(name);
        if (directories.contains(directory)) {
            return Optional.of(directory);
        }
        try {
            removeStale(parent);
            Files.createDirectory(directory);
            directories.add(directory);
            return Optional.of(directory);
        } catch (IOException e) {
            LOG.fine("no cgroup error=" + e);
            return Optional.empty();
        }
    }

    private void setLimits(Path directory, List<Limit> limits) {
        for (Limit limit : limits) {
            try {
                Files.writeString(directory.resolve(limit.file()), Long.toString(limit.value()));
            } catch (IOException e) {
                LOG.log(
                        limit.required() ? Level.WARNING : Level.FINE,
                        "sandbox limit not set file=" + directory.resolve(limit.file()) + " error=" + e);
            }
        }
    }

    /** Removes the cgroups of servers that were killed; one with processes stays. */
    private static void removeStale(Path parent) throws IOException {
        try (Stream<Path> groups = Files.list(parent)) {
            groups.filter(g -> g.getFileName().toString().matches(NAME_PREFIX + "\\d+-.*"))
                    .filter(g -> ProcessHandle.of(
                                    Long.parseLong(g.getFileName().toString().split("-")[1]))
                            .isEmpty())
                    .forEach(SandboxCgroup::remove);
        }
    }

    /** The beginning of a command line, which makes the command join the cgroups; empty without cgroups. */
    List<String> joinCommand() {
        var command = new ArrayList<String>();
        for (Path directory : directories) {
            command.addAll(List.of(
                    "/bin/sh",
                    "-c",
                    "echo 0 > \"$0\"; exec \"$@\"",
                    directory.resolve(PROCESSES_FILE).toString()));
        }
        return command;
    }

    private static boolean remove(Path directory) {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (IOException e) {
            return false; // It contains a process.
        }
    }

    /** Removes the cgroups when their processes have ended. */
    @Override
    public void close() {
        try {
            for (Path directory : directories) {
                for (int tries = REMOVE_ATTEMPTS; !remove(directory) && tries > 0; tries--) {
                    TimeUnit.MILLISECONDS.sleep(REMOVE_INTERVAL_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
