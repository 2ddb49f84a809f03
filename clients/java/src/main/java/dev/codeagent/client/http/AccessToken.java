package dev.codeagent.client.http;

import java.util.Optional;

/**
 * The secret by which a server recognizes a client.
 *
 * @param value Base64url characters; never in a log or an error
 */
public record AccessToken(String value) {
    private static final String HEADER_PREFIX = "Authorization: Bearer ";
    private static final String VALID = "[A-Za-z0-9_-]{43,200}";

    public AccessToken {
        if (!value.matches(VALID)) {
            throw new IllegalArgumentException("a token has 43 to 200 characters of A-Za-z0-9_-");
        }
    }

    /** Reads the file {@code authorization} of a server's data directory, or a token alone; empty if it is neither. */
    public static Optional<AccessToken> parse(String text) {
        String line = text.strip();
        String value = line.startsWith(HEADER_PREFIX) ? line.substring(HEADER_PREFIX.length()) : line;
        return value.matches(VALID) ? Optional.of(new AccessToken(value)) : Optional.empty();
    }

    /** The value of the header {@code Authorization}. */
    public String authorization() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "AccessToken[***]";
    }
}
