package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Files of the server that other users of the host could read. */
final class FilePermissionAttempts {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
    private static final List<String> PRIVATE = List.of(
            "",
            "codeagent.db",
            "codeagent.db-wal",
            "codeagent.db-shm",
            "credentials.db",
            "credentials.db-wal",
            "credentials.key",
            "logs",
            "projects",
            "sandbox",
            "server",
            "server/config",
            "snapshots",
            "workspaces");

    private FilePermissionAttempts() {}

    static List<ServerAttempt> all() {
        return List.of(
                ServerAttempt.of(
                        "files/data-directory",
                        "reads the data directory as another user",
                        target -> openPath(target.server().dataDirectory()),
                        target -> openPath(directoryWithUmask(target))),
                ServerAttempt.of(
                        "files/directory-of-an-earlier-version",
                        "reads a data directory that an earlier version created",
                        FilePermissionAttempts::openPathAfterRestart,
                        target -> openPath(directoryWithUmask(target))),
                ServerAttempt.of(
                        "files/everything-below",
                        "looks for a file of the server that another user can reach",
                        target -> reachableFile(target.server().dataDirectory()),
                        target -> reachableFile(directoryWithUmask(target))));
    }

    /** What the server created with the umask 022, before it set permissions. */
    private static Path directoryWithUmask(ServerTarget target) throws IOException {
        Path data = target.newDirectory("umask");
        for (String name : List.of("logs", "workspaces", "projects")) {
            open(Files.createDirectories(data.resolve(name)), "rwxr-xr-x");
        }
        open(Files.writeString(data.resolve("codeagent.db"), "database"), "rw-r--r--");
        open(data, "rwxr-xr-x");
        return data;
    }

    private static void open(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static Optional<String> openPathAfterRestart(ServerTarget target) throws IOException, InterruptedException {
        ServerProcess server = target.server();
        server.kill();
        Path data = server.dataDirectory();
        for (String name : PRIVATE) {
            Path path = data.resolve(name);
            if (Files.exists(path)) {
                open(path, Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--");
            }
        }
        server.start();
        return openPath(data);
    }

    private static Optional<String> openPath(Path data) throws IOException {
        for (String name : PRIVATE) {
            Path path = data.resolve(name);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && isOpen(path)) {
                return Optional.of(
                        path + " has mode " + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        }
        return Optional.empty();
    }

    private static boolean isOpen(Path path) throws IOException {
        return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).stream()
                .anyMatch(OTHERS::contains);
    }

    /** A file that others may read, in directories that others may enter. */
    private static Optional<String> reachableFile(Path data) throws IOException {
        if (!isOpen(data)) {
            return Optional.empty();
        }
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                if (isOpen(path)) {
                    return Optional.of(path.toString());
                }
            }
        }
        return Optional.empty();
    }
}
