package dev.codeagent.providers;

import java.util.Optional;

/** Checks whether a key can be sent in a request header (RFC 9110, section 5.5). */
final class ProviderKeys {
    private static final int MAX_LENGTH = 16_384;
    private static final char DELETE = 0x7f;

    private ProviderKeys() {}

    /** Why a key cannot be sent; empty if it can. The text contains no part of the key. */
    static Optional<String> findProblem(String key) {
        if (key.length() > MAX_LENGTH) {
            return Optional.of("it has more than " + MAX_LENGTH + " characters");
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c < ' ' || c == DELETE) {
                return problemAt(i, c == '\n' || c == '\r' ? "a line break" : "a control character");
            }
            if (c > DELETE) {
                return problemAt(i, "not an ASCII character");
            }
        }
        return key.startsWith(" ") || key.endsWith(" ")
                ? Optional.of("it begins or ends with a blank")
                : Optional.empty();
    }

    private static Optional<String> problemAt(int index, String problem) {
        return Optional.of("its character " + (index + 1) + " is " + problem + ", which a request header cannot carry");
    }
}
