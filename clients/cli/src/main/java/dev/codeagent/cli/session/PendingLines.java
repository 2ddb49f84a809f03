package dev.codeagent.cli.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What was typed while a command went on: lines to execute next, and texts that come to the prompt first. */
final class PendingLines {
    private final Deque<String> typedLines = new ArrayDeque<>();

    /** Lines that were not executed because one before them failed; each comes into a prompt of its own. */
    private final List<String> stoppedLines = new ArrayList<>();

    private String initialText = "";

    void add(TypeAhead.Typed typed) {
        typedLines.addAll(typed.lines());
        initialText = typed.text();
    }

    /** The next line to execute; removes it. */
    Optional<String> pollLine() {
        return Optional.ofNullable(typedLines.poll());
    }

    /** The text with which the next line begins, if another command goes on before it. */
    String initialText() {
        return initialText;
    }

    /** The text with which the prompt begins; forgets it. */
    String takeInitialText() {
        if (initialText.isBlank() && !stoppedLines.isEmpty()) {
            initialText = stoppedLines.removeFirst();
        }
        String text = initialText;
        initialText = "";
        return text;
    }

    /** Puts each line into a prompt, one after another. */
    void stop(String first) {
        var texts = new ArrayList<String>();
        texts.add(first);
        texts.addAll(typedLines);
        texts.add(initialText);
        typedLines.clear();
        texts.removeIf(String::isBlank);
        initialText = texts.isEmpty() ? "" : texts.removeFirst();
        stoppedLines.addAll(0, texts);
    }

    /** The person does not want the lines that were not executed. */
    void forgetStopped() {
        stoppedLines.clear();
    }
}
