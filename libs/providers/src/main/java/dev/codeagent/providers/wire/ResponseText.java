package dev.codeagent.providers.wire;

import dev.codeagent.api.text.UnicodeText;
import java.util.function.Consumer;

/**
 * A text that arrives in pieces. A piece may end within a surrogate pair, so its last character waits for the next
 * piece; U+FFFD replaces a surrogate that stays alone.
 */
final class ResponseText {
    private final Consumer<String> listener;
    private final StringBuilder text = new StringBuilder();
    private String held = "";

    /** @param listener receives each piece, without unpaired surrogates */
    ResponseText(Consumer<String> listener) {
        this.listener = listener;
    }

    void append(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        String next = held + piece;
        int end = next.length();
        boolean endsWithHalf = end > 0 && Character.isHighSurrogate(next.charAt(end - 1));
        held = endsWithHalf ? next.substring(end - 1) : "";
        deliver(endsWithHalf ? next.substring(0, end - 1) : next);
    }

    boolean isEmpty() {
        return text.isEmpty() && held.isEmpty();
    }

    CharSequence soFar() {
        return text;
    }

    /** Returns the text and begins again; the listener is not told. */
    String take() {
        String taken = text + held;
        text.setLength(0);
        held = "";
        return taken;
    }

    /** Ends the text and returns it. */
    String end() {
        String rest = held;
        held = "";
        deliver(rest);
        return text.toString();
    }

    private void deliver(String piece) {
        if (!piece.isEmpty()) {
            String valid = UnicodeText.replaceUnpairedSurrogates(piece);
            text.append(valid);
            listener.accept(valid);
        }
    }
}
