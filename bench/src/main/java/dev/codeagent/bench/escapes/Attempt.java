package dev.codeagent.bench.escapes;

import java.util.Map;

/**
 * One case at one place: its words, by which its signs are told from those of all others.
 *
 * @param token random, unique
 */
record Attempt(Case tried, String token, Words words) {
    private static final String WON = "WON-";

    static Attempt of(Case tried, String token, Words place) {
        return new Attempt(
                tried,
                token,
                place.with(tried.values())
                        .with(Map.of("token", token, "mark", mark(token), "dir", "case-" + token))
                        .with(Map.of("url", url(tried.values().getOrDefault("address", "")))));
    }

    private static String url(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    static String mark(String token) {
        return "MARK-" + token;
    }

    /** What {@code won} prints; a shell that only quotes the command does not. */
    String won() {
        return WON + token;
    }

    /** The command with what it may use: {@code won}, and a folder of its own. */
    String command(String command) {
        return "won() { printf '%s%s\\n' " + WON + " " + token + "; }; mkdir -p case-" + token + "\n"
                + words.in(command);
    }
}
