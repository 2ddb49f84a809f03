package dev.codeagent.persistence.credential;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * The file with the encryption key: 32 bytes in Base64, readable by its owner alone. During a rotation it has two lines,
 * the new key and the old one, so that everything can be decrypted after a crash at any point.
 */
final class KeyFile {
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /** The keys, the current one first; creates the file if it does not exist. */
    List<SecretKeySpec> readOrCreate() {
        try {
            if (!Files.exists(file)) {
                create();
            }
            var keys = new ArrayList<SecretKeySpec>();
            for (String line : Files.readString(file).strip().split("\\R")) {
                byte[] key = Base64.getDecoder().decode(line.strip());
                if (key.length != KEY_BYTES) {
                    throw new IllegalArgumentException("length " + key.length);
                }
                keys.add(new SecretKeySpec(key, "AES"));
            }
            return keys;
        } catch (IOException | IllegalArgumentException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "the key file " + file + " is not usable; it must be readable and contain 32 bytes in Base64: "
                            + e.getClass().getSimpleName());
        }
    }

    /** Adds a new key before the others. */
    void addNewKey() {
        var keys = new ArrayList<SecretKeySpec>();
        keys.add(newKey());
        keys.addAll(readOrCreate());
        replace(keys);
    }

    /** Removes all keys but the current one. */
    void removeOldKeys() {
        replace(readOrCreate().subList(0, 1));
    }

    private static SecretKeySpec newKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new SecretKeySpec(key, "AES");
    }

    private void create() throws IOException {
        Path partial = writePartial(List.of(newKey()));
        try {
            Files.createLink(file, partial);
        } catch (FileAlreadyExistsException e) {
            // Another server created the key file first; this server uses that key.
        } finally {
            Files.delete(partial);
        }
    }

    private void replace(List<SecretKeySpec> keys) {
        try {
            Path partial = writePartial(keys);
            try {
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "cannot write the key file " + file + ": " + e.getMessage(), e);
        }
    }

    private Path writePartial(List<SecretKeySpec> keys) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path partial = Files.createTempFile(file.toAbsolutePath().getParent(), "key", ".new", attributes);
        List<String> lines = keys.stream()
                .map(key -> Base64.getEncoder().encodeToString(key.getEncoded()))
                .toList();
        return Files.writeString(partial, String.join("\n", lines));
    }
}
