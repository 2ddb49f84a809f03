package dev.codeagent.bench.escapes;

import java.util.Map;

/**
 * One case at one place: its words, by which its signs are told from those of all others.
 *
 * @param token random, unique
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

    /** What {@code won} prints; a shell that only quotes the command does not. */
    String successMarker() {
        return SUCCESS_PREFIX + token;
    }

    /** The command with what it may use: {@code won}, and a folder of its own. */
    String shellCommand(String command) {
        return "won() { printf '%s%s\\n' " + SUCCESS_PREFIX + " " + token + "; }; mkdir -p case-" + token + "\n"
                + placeholders.expand(command);
    }
}
