package dev.codeagent.providers.wire;

import java.util.function.Consumer;

/**
 * Separates thinking that a model writes into its answer, between {@code <think>} and {@code </think>} at its beginning,
 * from the answer. Tags later in the answer are text.
 */
final class ThinkTags {
    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private final Consumer<String> thinking;
    private final Consumer<String> text;
    private State state = State.START;
    private String held = "";

    private enum State {
        START,
        THINKING,
        AFTER_THINKING,
        TEXT
    }

    ThinkTags(Consumer<String> thinking, Consumer<String> text) {
        this.thinking = thinking;
        this.text = text;
    }

    void append(String piece) {
        if (state == State.TEXT) {
            text.accept(piece);
            return;
        }
        held += piece;
        State before;
        do {
            before = state;
            switch (state) {
                case START -> start();
                case THINKING -> think();
                case AFTER_THINKING -> afterThinking();
                case TEXT -> flushText();
            }
        } while (state != before);
    }

    private void start() {
        String begin = held.stripLeading();
        if (begin.startsWith(OPEN)) {
            held = begin.substring(OPEN.length());
            state = State.THINKING;
        } else if (!OPEN.startsWith(begin)) {
            state = State.TEXT;
        }
    }

    private void think() {
        int end = held.indexOf(CLOSE);
        if (end >= 0) {
            thinking.accept(held.substring(0, end));
            held = held.substring(end + CLOSE.length());
            state = State.AFTER_THINKING;
        } else {
            int kept = lengthOfPartialClose();
            thinking.accept(held.substring(0, held.length() - kept));
            held = held.substring(held.length() - kept);
        }
    }

    private int lengthOfPartialClose() {
        for (int length = Math.min(CLOSE.length() - 1, held.length()); length > 0; length--) {
            if (CLOSE.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    /** The blank lines between thinking and answer belong to neither. */
    private void afterThinking() {
        held = held.stripLeading();
        if (!held.isEmpty()) {
            state = State.TEXT;
        }
    }

    private void flushText() {
        String rest = held;
        held = "";
        text.accept(rest);
    }

    /** Ends the answer; what looked like the beginning of a tag is text or thinking. */
    void end() {
        String rest = held;
        held = "";
        (state == State.THINKING ? thinking : text).accept(rest);
    }
}
