package dev.codeagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs in a mount namespace of their own, with an overlay (overlayfs) of a directory that they cannot
 * change. The host does not see the mount, and it ends with the last program.
 */
final class OverlayMount {
    private static final Logger LOG = Logger.getLogger(OverlayMount.class.getName());
    private static final long PROBE_SECONDS = 10;

    /** $1: the directory of the changes, $2: the lower directories relative to it, $3: further options. */
    private static final String SCRIPT =
            "cd -P -- \"$1\" || exit 125; options=lowerdir=\"$2\",upperdir=upper,workdir=work,index=off$3;"
                    + " mount -t overlay overlay -o \"$options\" merged || exit 125; shift 3; cd /; exec \"$@\"";

    private final Path scratchDirectory;
    private final Map<String, String> environment;
    private volatile @Nullable Boolean supported;

    /**
     * @param scratchDirectory a directory on the file system of the overlays
     * @param environment names the PATH with the programs of util-linux
     */
    OverlayMount(Path scratchDirectory, Map<String, String> environment) {
        this.scratchDirectory = scratchDirectory;
        this.environment = environment;
    }

    /** Whether the kernel and the file system permit it. */
    boolean isSupported() {
        Boolean known = supported;
        if (known == null) {
            known = probe();
            supported = known;
            if (!known) {
                LOG.warning("no overlay mounts: every run copies the project's cache; overlayfs needs Linux 5.11, or"
                        + " root, and a file system other than overlayfs for the data directory");
            }
        }
        return known;
    }

    private synchronized boolean probe() {
        if (Toolchain.findProgram(environment, "unshare").isEmpty()
                || Toolchain.findProgram(environment, "mount").isEmpty()) {
            return false;
        }
        try {
            Files.createDirectories(scratchDirectory);
            Path directory = Files.createTempDirectory(scratchDirectory, "overlay");
            Path lower = Files.createDirectories(directory.resolve("lower"));
            var command = new ArrayList<>(command(List.of(lower), directory));
            // An overlay that cannot record a deletion is of no use.
            Files.createDirectories(lower.resolve("a/b"));
            command.addAll(List.of(
                    "/bin/sh", "-c", "cd \"$0\" && rm -r a && mkdir a && test ! -e a/b", mountPoint(directory) + ""));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            boolean ended = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            deleteProbe(directory);
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void deleteProbe(Path directory) throws IOException {
        // The kernel makes this directory unreadable.
        Path work = directory.resolve("work/work");
        if (Files.isDirectory(work)) {
            Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx------"));
        }
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Where the command finds the overlay. */
    Path mountPoint(Path changes) throws IOException {
        return changes.toRealPath().resolve("merged");
    }

    /**
     * The beginning of a command line; creates the directories of the changes.
     *
     * @param lower directories that the command cannot change, the uppermost first
     * @param changes the directory for what the command changes
     */
    List<String> command(List<Path> lower, Path changes) throws IOException {
        for (String name : List.of("upper", "work", "merged")) {
            Files.createDirectories(changes.resolve(name));
        }
        boolean root = isRoot();
        var command = new ArrayList<>(List.of(program("unshare"), "--mount", "--propagation", "private"));
        if (!root) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        // Relative, because the options of a mount cannot contain every path.
        var relative = new ArrayList<String>();
        for (Path directory : lower) {
            relative.add(changes.toRealPath().relativize(directory.toRealPath()).toString());
        }
        command.addAll(List.of(
                "--",
                "/bin/sh",
                "-c",
                SCRIPT.replace("mount -t", program("mount") + " -t"),
                "sh",
                changes.toRealPath().toString(),
                String.join(":", relative),
                root ? "" : ",userxattr"));
        return command;
    }

    private String program(String name) {
        Optional<Path> found = Toolchain.findProgram(environment, name);
        return found.map(Path::toString).orElse(name);
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
