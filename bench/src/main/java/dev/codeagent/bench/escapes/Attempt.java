package dev.codeagent.bench.escapes;

import java.util.Map;

/**
 * One execution of a case with its own markers, so that its signals are not confused with those of other cases.
 *
 * @param token random and unique
 */
record Attempt(EscapeCase escapeCase, String token, PlaceholderExpander placeholders) {
    private static final String SUCCESS_PREFIX = "WON-";

    static Attempt of(EscapeCase escapeCase, String token, PlaceholderExpander placeholders) {
        return new Attempt(
                escapeCase,
                token,
                placeholders
                        .with(escapeCase.values())
                        .with(Map.of("token", token, "mark", mark(token), "dir", "case-" + token))
                        .with(Map.of("url", urlHost(escapeCase.values().getOrDefault("address", "")))));
    }

    private static String urlHost(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    static String mark(String token) {
        return "MARK-" + token;
    }

    /** Returns the text that {@code won} prints; a shell that only echoes the command does not print it. */
    String successMarker() {
        return SUCCESS_PREFIX + token;
    }

    /** Returns the command with the function {@code won} and the case directory that it may use. */
    String shellCommand(String command) {
        return "won() { printf '%s%s\\n' " + SUCCESS_PREFIX + " " + token + "; }; mkdir -p case-" + token + "\n"
                + placeholders.expand(command);
    }
}
