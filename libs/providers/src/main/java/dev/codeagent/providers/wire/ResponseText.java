package dev.codeagent.providers.wire;

import dev.codeagent.api.text.SegmentedTextBuffer;
import dev.codeagent.api.text.UnicodeText;
import java.util.function.Consumer;

/**
 * A text that arrives in pieces. A piece may end within a surrogate pair or within the key of the provider, so what
 * may be the beginning of one waits for the next piece. U+FFFD replaces a surrogate that stays alone, and stars the key.
 */
final class ResponseText {
    private final KeyRedactor redactor;
    private final Consumer<String> listener;
    private final SegmentedTextBuffer text = new SegmentedTextBuffer();
    private String held = "";

    /** @param listener receives each piece, without unpaired surrogates and without the key */
    ResponseText(KeyRedactor redactor, Consumer<String> listener) {
        this.redactor = redactor;
        this.listener = listener;
    }

    void append(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        String next = redactor.redact(held.isEmpty() ? piece : held + piece);
        int length = next.length();
        boolean endsWithHalf = length > 0 && Character.isHighSurrogate(next.charAt(length - 1));
        int end = length - (endsWithHalf ? 1 : redactor.partialKeyLength(next));
        held = next.substring(end);
        deliver(next.substring(0, end));
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
        text.clear();
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
