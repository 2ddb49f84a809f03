package dev.codeagent.persistence.credential;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts keys with AES-256-GCM (NIST SP 800-38D). Each write uses a new nonce. The provider id is the associated
 * data, so one row cannot replace another. Stored as {@code v1:nonce:ciphertext} in Base64.
 */
final class CredentialCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyFile keyFile;
    private volatile List<SecretKeySpec> keys;

    CredentialCipher(Path keyFile) {
        this.keyFile = new KeyFile(keyFile);
        this.keys = this.keyFile.readOrCreate();
    }

    /** Starts a rotation: a new key encrypts from now on, and the old ones still decrypt. */
    void addNewKey() {
        keyFile.addNewKey();
        keys = keyFile.readOrCreate();
    }

    /** Ends a rotation, after everything was encrypted with the new key. */
    void removeOldKeys() {
        keyFile.removeOldKeys();
        keys = keyFile.readOrCreate();
    }

    String encrypt(String associatedData, Secret secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), associatedData, nonce)
                    .doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
            var base64 = Base64.getEncoder();
            return "v1:" + base64.encodeToString(nonce) + ":" + base64.encodeToString(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new AgentException(ErrorCode.INTERNAL, "this Java cannot encrypt with AES-256-GCM", e);
        }
    }

    Secret decrypt(String associatedData, String stored) {
        return tryKeys(associatedData, stored)
                .or(() -> {
                    // Another server with this key file may have changed the key.
                    keys = keyFile.readOrCreate();
                    return tryKeys(associatedData, stored);
                })
                .orElseThrow(() -> new AgentException(
                        ErrorCode.CONFIGURATION,
                        "cannot decrypt the stored key of provider " + associatedData + " with the key file "
                                + keyFile.path()
                                + "; restore the right key file, or set the key again with `codeagent providers add`"));
    }

    private Optional<Secret> tryKeys(String associatedData, String stored) {
        for (SecretKeySpec key : keys) {
            try {
                String[] parts = stored.split(":");
                var base64 = Base64.getDecoder();
                byte[] plain = cipher(Cipher.DECRYPT_MODE, key, associatedData, base64.decode(parts[1]))
                        .doFinal(base64.decode(parts[2]));
                return Optional.of(new Secret(new String(plain, StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                // The tag of GCM does not match: another key, another row, or a changed text.
            }
        }
        return Optional.empty();
    }

    private static Cipher cipher(int mode, SecretKeySpec key, String associatedData, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("credential|" + associatedData).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
