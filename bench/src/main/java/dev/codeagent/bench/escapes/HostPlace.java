package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the host has and no sandbox may touch: a file with a secret, a folder that anybody may write to, a process with the
 * secret in its environment. Controls work here as a user without rights.
 */
final class HostPlace implements AutoCloseable {
    private static final String CHANGEABLE = "as it was\n";

    private final Path folder;
    private final String secret;
    private final Outsider outsider;
    private final Process sentinel;
    private List<Path> before = List.of();

    HostPlace(Path folder, String secret, Outsider outsider) throws IOException {
        this.folder = folder;
        this.secret = secret;
        this.outsider = outsider;
        Files.createDirectories(folder.resolve("made"));
        Files.writeString(canary(), secret + "\n");
        Files.createFile(folder.resolve(secret + ".txt")); // So that its name tells, where a folder is only listed.
        Files.writeString(changeable(), CHANGEABLE);
        open(folder.resolve("made"));
        open(folder);
        Files.setPosixFilePermissions(changeable(), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(canary(), PosixFilePermissions.fromString("rw-r--r--"));
        var builder = new ProcessBuilder(outsider.command("sleep", "3600"));
        builder.environment().put("HOST_SECRET", secret);
        this.sentinel = builder.start();
    }

    static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    Path folder() {
        return folder;
    }

    private Path canary() {
        return folder.resolve("canary.txt");
    }

    private Path changeable() {
        return folder.resolve("changeable.txt");
    }

    String secret() {
        return secret;
    }

    Outsider outsider() {
        return outsider;
    }

    Words words() {
        return new Words(Map.of(
                "canary", canary().toString(),
                "changeable", changeable().toString(),
                "host", folder.toString(),
                "made", folder.resolve("made").toString(),
                "sentinel", String.valueOf(sentinel.pid()),
                "server", String.valueOf(ProcessHandle.current().pid())));
    }

    /** Whether something of it was changed, or something is there that was not. */
    boolean changed() throws IOException {
        return !Files.readString(changeable()).equals(CHANGEABLE)
                || !Files.readString(canary()).equals(secret + "\n")
                || !entries().equals(before)
                || !sentinel.isAlive();
    }

    /** As it was, for the next case; what was changed is known by now. */
    void restore() throws IOException {
        Files.writeString(changeable(), CHANGEABLE);
        Files.writeString(canary(), secret + "\n");
        for (Path path : entries().reversed()) {
            if (!before.contains(path)) {
                Files.delete(path);
            }
        }
    }

    /** From now on this is what is there. */
    void settle() throws IOException {
        before = entries();
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    @Override
    public void close() {
        sentinel.destroyForcibly();
    }
}
