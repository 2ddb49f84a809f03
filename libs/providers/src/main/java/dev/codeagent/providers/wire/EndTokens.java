package dev.codeagent.providers.wire;

import java.util.List;

/**
 * Leaves out the tokens that end a channel of the Harmony format, which some servers pass on as text. They are left out at
 * the end of the answer only; a text about such a token keeps it.
 */
final class EndTokens {
    private static final List<String> TOKENS = List.of("<|return|>", "<|end|>", "<|call|>");

    private static final int MAX_HELD = 100;

    private String held = "";

    /** The text that can be passed on; what may become a token at the end is held back. */
    String append(String piece) {
        String text = held + piece;
        int start = text.indexOf('<', Math.max(0, text.length() - MAX_HELD));
        while (start >= 0 && !mayEnd(text.substring(start))) {
            start = text.indexOf('<', start + 1);
        }
        held = start < 0 ? "" : text.substring(start);
        return start < 0 ? text : text.substring(0, start);
    }

    private static boolean mayEnd(String text) {
        String rest = text;
        while (!rest.isEmpty()) {
            String searched = rest;
            String token =
                    TOKENS.stream().filter(searched::startsWith).findFirst().orElse("");
            if (token.isEmpty()) {
                return TOKENS.stream().anyMatch(t -> t.startsWith(searched));
            }
            rest = rest.substring(token.length()).stripLeading();
        }
        return true;
    }

    /** Ends the answer and returns the rest of its text: the beginning of what is no token after all. */
    String end() {
        String rest = held;
        held = "";
        for (String token : TOKENS) {
            if (rest.startsWith(token)) {
                return "";
            }
        }
        return rest;
    }
}
