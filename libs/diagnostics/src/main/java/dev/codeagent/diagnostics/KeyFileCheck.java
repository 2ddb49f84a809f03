package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Checks that the directory of the encrypted API keys is writable and that no other user can read the key file. */
record KeyFileCheck(Path key) implements Check {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    @Override
    public String name() {
        return "credentials";
    }

    @Override
    public List<Finding> run() {
        Path directory = Objects.requireNonNull(key.toAbsolutePath().getParent());
        var writable = new DirectoryCheck(name(), directory, "or set another file in security.credentials").run();
        if (writable.getFirst().level() != Finding.Level.OK || !Files.exists(key)) {
            return writable;
        }
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(key);
            return OWNER_ONLY.containsAll(mode)
                    ? List.of(Finding.ok(name(), key + " is " + PosixFilePermissions.toString(mode)))
                    : List.of(Finding.warn(
                            name(),
                            key + " is " + PosixFilePermissions.toString(mode),
                            "other users of this machine can read the keys of your model providers",
                            "run chmod 600 " + key));
        } catch (UnsupportedOperationException e) {
            return writable; // The file system has no POSIX permissions.
        } catch (IOException e) {
            return List.of(Finding.warn(
                    name(),
                    key + " cannot be read: " + DirectoryCheck.reason(e),
                    "stored keys cannot be used",
                    "check the file"));
        }
    }
}
