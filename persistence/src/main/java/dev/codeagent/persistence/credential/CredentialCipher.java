package dev.codeagent.persistence.credential;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts keys with AES-256-GCM (NIST SP 800-38D). Each write uses a new nonce. The provider id is the associated
 * data, so one row cannot replace another. Stored as {@code v1:nonce:ciphertext} in Base64.
 */
final class CredentialCipher {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path keyFile;
    private final SecretKeySpec key;

    CredentialCipher(Path keyFile) {
        this.keyFile = keyFile;
        this.key = new SecretKeySpec(readOrCreateKey(keyFile), "AES");
    }

    String encrypt(String associatedData, Secret secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, associatedData, nonce)
                    .doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
            var base64 = Base64.getEncoder();
            return "v1:" + base64.encodeToString(nonce) + ":" + base64.encodeToString(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new AgentException(ErrorCode.INTERNAL, "this Java cannot encrypt with AES-256-GCM", e);
        }
    }

    Secret decrypt(String associatedData, String stored) {
        try {
            String[] parts = stored.split(":");
            var base64 = Base64.getDecoder();
            byte[] plain = cipher(Cipher.DECRYPT_MODE, associatedData, base64.decode(parts[1]))
                    .doFinal(base64.decode(parts[2]));
            return new Secret(new String(plain, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "cannot decrypt the stored key of provider " + associatedData + " with the key file " + keyFile
                            + "; restore the right key file, or set the key again with `codeagent providers add`");
        }
    }

    private Cipher cipher(int mode, String associatedData, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("credential|" + associatedData).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] readOrCreateKey(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] newKey = new byte[KEY_BYTES];
                RANDOM.nextBytes(newKey);
                writeKey(file, Base64.getEncoder().encode(newKey));
            }
            byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
            if (key.length != KEY_BYTES) {
                throw new IllegalArgumentException("length " + key.length);
            }
            return key;
        } catch (IOException | IllegalArgumentException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "the key file " + file + " is not usable; it must be readable and contain 32 bytes in Base64: "
                            + e.getClass().getSimpleName());
        }
    }

    private static void writeKey(Path file, byte[] content) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path partial = Files.createTempFile(file.toAbsolutePath().getParent(), "key", ".new", attributes);
        try {
            Files.write(partial, content);
            Files.createLink(file, partial);
        } catch (FileAlreadyExistsException e) {
            // Another server created the key file first; this server uses that key.
        } finally {
            Files.delete(partial);
        }
    }
}
