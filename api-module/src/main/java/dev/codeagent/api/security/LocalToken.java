package dev.codeagent.api.security;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The secret by which a server recognizes its user. It is in a file of the data directory that only this user can read,
 * as an HTTP header, so that {@code curl -H @FILE} sends it and no command line contains it.
 *
 * @param value Base64url characters; never in a log, an event or an error
 */
public record LocalToken(String value) {
    private static final String FILE_NAME = "authorization";
    private static final String HEADER_PREFIX = "Authorization: Bearer ";
    private static final int RANDOM_BYTES = 32;
    private static final int MIN_LENGTH = 43; // 256 bits

    public LocalToken {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a token has at least " + MIN_LENGTH + " characters of A-Za-z0-9_-");
        }
    }

    public static Path file(Path dataDirectory) {
        return dataDirectory.resolve(FILE_NAME);
    }

    public static LocalToken generate() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new LocalToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Reads the content of the file, or a token alone; empty if it is neither. */
    public static Optional<LocalToken> parse(String text) {
        String line = text.strip();
        String value = line.startsWith(HEADER_PREFIX) ? line.substring(HEADER_PREFIX.length()) : line;
        return isValid(value) ? Optional.of(new LocalToken(value)) : Optional.empty();
    }

    private static boolean isValid(String value) {
        return value.matches("[A-Za-z0-9_-]{" + MIN_LENGTH + ",200}");
    }

    /** The content of the file. */
    public String fileContent() {
        return HEADER_PREFIX + value + "\n";
    }

    /** The value of the header {@code Authorization}. */
    public String authorization() {
        return "Bearer " + value;
    }

    /** Compares in a time that does not depend on the content. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "LocalToken[***]";
    }
}
