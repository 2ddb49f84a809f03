package dev.codeagent.bench.escapes;

import dev.codeagent.api.security.LocalToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Canaries on the host that no sandbox may reach: a file with a secret, a directory that every user may write to, and a
 * process with the secret in its environment. Controls run here as an unprivileged user.
 */
final class HostCanaries implements AutoCloseable {
    private static final String WRITABLE_CONTENT = "as it was\n";

    private final Path directory;
    private final String secret;
    private final HostShell shell;
    private final Process sentinel;
    private List<Path> baseline = List.of();

    HostCanaries(Path directory, String secret, HostShell shell) throws IOException {
        this.directory = directory;
        this.secret = secret;
        this.shell = shell;
        Files.createDirectories(directory.resolve("made"));
        Files.writeString(secretFile(), secret + "\n");
        Files.createDirectories(tokenFile().getParent());
        Files.writeString(tokenFile(), "Authorization: Bearer " + secret + "\n");
        Files.createFile(directory.resolve(secret + ".txt")); // A directory listing alone reveals the secret.
        Files.writeString(writableFile(), WRITABLE_CONTENT);
        makeWorldWritable(directory.resolve("made"));
        makeWorldWritable(directory);
        Files.setPosixFilePermissions(writableFile(), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(secretFile(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(tokenFile(), PosixFilePermissions.fromString("rw-r--r--"));
        var builder = new ProcessBuilder(shell.unprivilegedCommand("sleep", "3600"));
        builder.environment().put("HOST_SECRET", secret);
        this.sentinel = builder.start();
    }

    static void makeWorldWritable(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    Path directory() {
        return directory;
    }

    private Path secretFile() {
        return directory.resolve("canary.txt");
    }

    /** Where a server has its token: in the data directory, above the workspaces. */
    private Path tokenFile() {
        return LocalToken.file(directory.resolveSibling("data"));
    }

    private Path writableFile() {
        return directory.resolve("changeable.txt");
    }

    String secret() {
        return secret;
    }

    HostShell shell() {
        return shell;
    }

    PlaceholderExpander placeholders() {
        return new PlaceholderExpander(Map.of(
                "canary", secretFile().toString(),
                "changeable", writableFile().toString(),
                "authorization", tokenFile().toString(),
                "host", directory.toString(),
                "made", directory.resolve("made").toString(),
                "sentinel", String.valueOf(sentinel.pid()),
                "server", String.valueOf(ProcessHandle.current().pid())));
    }

    /** Returns whether a canary was changed, stopped, added or removed since the baseline. */
    boolean isChanged() throws IOException {
        return !Files.readString(writableFile()).equals(WRITABLE_CONTENT)
                || !Files.readString(secretFile()).equals(secret + "\n")
                || !entries().equals(baseline)
                || !sentinel.isAlive();
    }

    /** Restores the files for the next case. */
    void restore() throws IOException {
        Files.writeString(writableFile(), WRITABLE_CONTENT);
        Files.writeString(secretFile(), secret + "\n");
        for (Path path : entries().reversed()) {
            if (!baseline.contains(path)) {
                Files.delete(path);
            }
        }
    }

    /** Takes the current entries as the state that {@link #isChanged} compares with. */
    void captureBaseline() throws IOException {
        baseline = entries();
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.sorted().toList();
        }
    }

    @Override
    public void close() {
        sentinel.destroyForcibly();
    }
}
