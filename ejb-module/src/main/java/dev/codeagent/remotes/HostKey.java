package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The public key of an SSH server. */
public record HostKey(String type, String base64) {
    private static final List<String> TYPES =
            List.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa");
    private static final String FINGERPRINT = "SHA256:[A-Za-z0-9+/]{43}";
    private static final int MAX_LENGTH = 4_000;

    /** The key in a line {@code [HOST] TYPE BASE64 [COMMENT]}; empty if it has none of a known type. */
    static Optional<HostKey> parse(String line) {
        String[] fields = line.strip().split("\\s+");
        for (int i = 0; i + 1 < fields.length && i < 2; i++) {
            if (TYPES.contains(fields[i]) && isBase64(fields[i + 1])) {
                return Optional.of(new HostKey(fields[i], fields[i + 1]));
            }
        }
        return Optional.empty();
    }

    private static boolean isBase64(String text) {
        try {
            return text.length() <= MAX_LENGTH && Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether the text is a fingerprint, and not a key. */
    static boolean isFingerprint(String text) {
        return text.matches(FINGERPRINT);
    }

    static AgentException invalid() {
        return AgentException.invalidValue("'hostKey' is neither a fingerprint (SHA256:…) nor a public key"
                        + " (ssh-ed25519 AAAA…); the operator of the server publishes both")
                .inField("hostKey");
    }

    /** The form in which servers publish it. */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(base64));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    static List<HostKey> parseAll(String text) {
        return Arrays.stream(text.split("\n"))
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> parse(line).stream())
                .toList();
    }

    @Override
    public String toString() {
        return type + " " + fingerprint();
    }
}
