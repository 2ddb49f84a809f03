package dev.codeagent.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a person types while a command goes on: whole lines, which Enter ends, and the text of the line that is still
 * edited. The line breaks of a paste end no line. Thread-safe.
 */
final class TypeAhead {
    private static final int MAX_CHARACTERS = 200_000;
    private static final char DELETE = '\u007f';

    private final UnaryOperator<String> shortenPaste;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean pasting;
    private int pasteStart;

    /**
     * @param lines those that Enter ended, in the order of typing
     * @param text the one that is still edited; may be empty
     */
    record Typed(List<String> lines, String text) {
        Typed {
            lines = List.copyOf(lines);
        }
    }

    /** @param shortenPaste what the line shows in place of a pasted text */
    TypeAhead(UnaryOperator<String> shortenPaste) {
        this.shortenPaste = shortenPaste;
    }

    /** Text with which the line begins. */
    synchronized void begin(String initial) {
        text.append(initial);
    }

    synchronized void accept(char key) {
        boolean lineEnd = key == '\r' || key == '\n';
        if ((key == DELETE || key == '\b') && !text.isEmpty()) {
            text.setLength(text.length() - 1);
        } else if (lineEnd && !pasting && !PromptParser.isUnfinished(text.toString())) {
            endLine();
        } else if (lineEnd) {
            append('\n');
        } else if (key >= ' ' && key != DELETE) {
            append(key);
        }
    }

    /** Adds a line break that does not end the line. */
    synchronized void acceptLineBreak() {
        append('\n');
    }

    private void endLine() {
        if (!text.toString().isBlank()) {
            lines.add(text.toString());
        }
        text.setLength(0);
    }

    private void append(char character) {
        if (text.length() < MAX_CHARACTERS) {
            text.append(character);
        }
    }

    synchronized void beginPaste() {
        pasting = true;
        pasteStart = text.length();
    }

    synchronized void endPaste() {
        if (pasting) {
            pasting = false;
            int start = Math.min(pasteStart, text.length());
            text.replace(start, text.length(), shortenPaste.apply(text.substring(start)));
        }
    }

    /** What is typed now. */
    synchronized Typed typed() {
        return new Typed(lines, text.toString());
    }

    /** What was typed; forgets it. A paste that has not ended is text. */
    synchronized Typed take() {
        endPaste();
        var typed = new Typed(lines, text.toString());
        lines.clear();
        text.setLength(0);
        return typed;
    }
}
