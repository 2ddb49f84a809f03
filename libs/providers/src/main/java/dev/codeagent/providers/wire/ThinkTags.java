package dev.codeagent.providers.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Separates thinking that a model writes into its answer from the answer: what is between {@code <think>} and
 * {@code </think>}, or tags of other models, at the beginning. Tags later in the answer are text. Some servers put the
 * opening tag into the prompt, so that the answer has the closing tag alone; then the text before it was thinking.
 */
final class ThinkTags {
    private static final String CLOSE = "</think>";
    private static final int FENCE = 3;
    private static final int MAX_LEADING_SPACE = 100;
    private static final String QUOTES = "`'\"";
    private static final String ASSISTANT = "<|start|>assistant";
    private static final String ANALYSIS = "<|channel|>analysis<|message|>";
    /** The opening tags and their closing tags; those without one are before the answer itself. */
    private static final Map<String, String> TAGS = new LinkedHashMap<>();

    static {
        Stream.of("think", "thought", "seed:think").forEach(name -> TAGS.put("<" + name + ">", "</" + name + ">"));
        TAGS.put("[THINK]", "[/THINK]");
        TAGS.put("◁think▷", "◁/think▷");
        TAGS.put(ANALYSIS, "<|end|>");
        TAGS.put(ASSISTANT + ANALYSIS, "<|end|>");
        Stream.of("final", "commentary")
                .map(name -> "<|channel|>" + name + "<|message|>")
                .forEach(channel -> {
                    TAGS.put(channel, "");
                    TAGS.put(ASSISTANT + channel, "");
                });
    }

    private final ResponseText thinking;
    private final ResponseText text;
    private final Runnable onRestart;
    private State state = State.START;
    private String held = "";
    private String close = CLOSE;
    /** The last characters of the text, in which a closing tag may begin. */
    private String tail = "";

    private boolean hasOpenTagInText;
    private boolean isInCode;
    /** The backticks that the text ends with; three begin or end code. */
    private int backticks;

    private enum State {
        START,
        THINKING,
        AFTER_THINKING,
        TEXT
    }

    /** @param onRestart told before text that was delivered becomes thinking; the listeners must discard both */
    ThinkTags(ResponseText thinking, ResponseText text, Runnable onRestart) {
        this.thinking = thinking;
        this.text = text;
        this.onRestart = onRestart;
    }

    void append(String piece) {
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
        String open = findTag(begin::startsWith);
        if (!open.isEmpty()) {
            close = TAGS.getOrDefault(open, CLOSE);
            held = begin.substring(open.length());
            state = close.isEmpty() ? State.TEXT : State.THINKING;
        } else if (begin.startsWith(CLOSE)) {
            held = begin.substring(CLOSE.length());
            state = State.AFTER_THINKING;
        } else if (held.length() - begin.length() > MAX_LEADING_SPACE
                || findTag(tag -> tag.startsWith(begin)).isEmpty() && !CLOSE.startsWith(begin)) {
            state = State.TEXT;
        }
    }

    private static String findTag(Predicate<String> condition) {
        return TAGS.keySet().stream().filter(condition).findFirst().orElse("");
    }

    private void think() {
        int end = held.indexOf(close);
        if (end >= 0) {
            thinking.append(held.substring(0, end));
            held = held.substring(end + close.length());
            state = State.AFTER_THINKING;
        } else {
            int kept = lengthOfPartialClose();
            thinking.append(held.substring(0, held.length() - kept));
            held = held.substring(held.length() - kept);
        }
    }

    private int lengthOfPartialClose() {
        for (int length = Math.min(close.length() - 1, held.length()); length > 0; length--) {
            if (close.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    /** The blank lines between thinking and answer belong to neither. */
    private void afterThinking() {
        held = held.stripLeading();
        if (!held.isEmpty()) {
            // After a channel another one begins.
            state = close.equals("<|end|>") ? State.START : State.TEXT;
        }
    }

    private void flushText() {
        String piece = held;
        held = "";
        int end = endOfLoneClose(piece);
        text.append(end < 0 ? piece : piece.substring(0, end));
        if (end >= 0) {
            String taken = text.take();
            onRestart.run();
            thinking.append(taken.substring(0, taken.length() - CLOSE.length()));
            held = piece.substring(end);
            tail = "";
            isInCode = false;
            backticks = 0;
            state = State.AFTER_THINKING;
        }
    }

    /** The end of a closing tag without an opening one; negative if there is none, or if it is quoted. */
    private int endOfLoneClose(String piece) {
        String window = tail + piece;
        int tailLength = tail.length();
        int found = window.indexOf(CLOSE, Math.max(0, tailLength - CLOSE.length() + 1));
        hasOpenTagInText |= window.contains("<think");
        tail = window.substring(Math.max(0, window.length() - CLOSE.length()));
        int before = found < 0 ? 0 : Math.max(0, found - tailLength);
        followCode(piece, 0, before);
        boolean isCode = isInCode;
        followCode(piece, before, piece.length());
        if (found < 0 || hasOpenTagInText || !thinking.isEmpty()) {
            return -1;
        }
        int end = found + CLOSE.length();
        boolean isQuoted = found > 0 && QUOTES.indexOf(window.charAt(found - 1)) >= 0
                || end < window.length() && QUOTES.indexOf(window.charAt(end)) >= 0;
        return isQuoted || isCode ? -1 : end - tailLength;
    }

    /** Notes whether the text is in a block of code after this part of a piece. */
    private void followCode(String piece, int from, int to) {
        for (int i = from; i < to; i++) {
            backticks = piece.charAt(i) == '`' ? backticks + 1 : 0;
            if (backticks == FENCE) {
                isInCode = !isInCode;
                backticks = 0;
            }
        }
    }

    /** Ends the answer; what looked like the beginning of a tag is text or thinking. */
    void end() {
        String rest = held;
        held = "";
        if (state == State.THINKING) {
            thinking.append(rest);
        } else {
            text.append(rest);
        }
    }
}
