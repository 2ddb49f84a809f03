package dev.codeagent.cli.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/** Reads what the user types at the prompt: line editing, history, completion, several lines, pastes. */
final class PromptReader {
    private static final int HISTORY_LINES = 1_000;
    private static final int MAX_LISTED = 100;

    private final PromptLineReader reader;
    private final PastedTexts pastedTexts = new PastedTexts();

    /** What a person did at the prompt. */
    sealed interface Input {
        /** @param shown the line as it was typed, with place holders for pasted texts */
        record Line(String shown, String text) implements Input {}

        record Interrupted(boolean lineWasEmpty) implements Input {}

        record Closed() implements Input {}
    }

    PromptReader(Terminal terminal, Completer completer, Path historyFile) {
        reader = new PromptLineReader(terminal);
        reader.setParser(new PromptParser());
        reader.setCompleter(completer);
        reader.setCompletionMatcher(new FileMentionMatcher());
        reader.setHistory(new DefaultHistory());
        // Lines are added to the history here, without the keys that some contain.
        reader.variable(LineReader.DISABLE_HISTORY, true)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, PromptLineReader.CONTINUATION)
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                .variable(LineReader.LIST_MAX, MAX_LISTED)
                .variable(LineReader.BELL_STYLE, "none")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // An exclamation mark is text.
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, false)
                .option(LineReader.Option.INSERT_TAB, false);
        reader.getWidgets().put(LineReader.BEGIN_PASTE, this::paste);
        openHistory(historyFile);
    }

    private void openHistory(Path file) {
        try {
            reader.setVariable(LineReader.HISTORY_FILE, HistoryFile.prepare(file));
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
            reader.getHistory().attach(reader);
            reader.getHistory().load();
            reader.setVariable(LineReader.DISABLE_HISTORY, true);
        } catch (IOException e) {
            reader.setVariable(LineReader.HISTORY_FILE, null); // The session works without a file.
        }
    }

    /** A long text is pasted as a place holder; a line break in it never sends the line. */
    private boolean paste() {
        int start = reader.getBuffer().cursor();
        Objects.requireNonNull(reader.getBuiltinWidgets().get(LineReader.BEGIN_PASTE))
                .apply();
        int end = reader.getBuffer().cursor();
        String pasted = reader.getBuffer().substring(start, end);
        String shown = pastedTexts.shorten(pasted);
        if (!shown.equals(pasted)) {
            reader.getBuffer().backspace(end - start);
            reader.getBuffer().write(shown);
        }
        return true;
    }

    /** What the prompt shows for a pasted text: itself if it is short. */
    String shortenPaste(String pasted) {
        return pastedTexts.shorten(pasted);
    }

    /** A line that was typed before there was a prompt for it. */
    Input.Line lineOf(String shown) {
        return new Input.Line(shown, pastedTexts.expand(PromptParser.finish(shown)));
    }

    /** @param initial text that the user can go on editing */
    Input read(String prompt, String initial) {
        try {
            return lineOf(reader.readLine(prompt, null, (Character) null, initial.isEmpty() ? null : initial));
        } catch (UserInterruptException e) {
            return new Input.Interrupted(e.getPartialLine().isBlank());
        } catch (EndOfFileException e) {
            return new Input.Closed();
        }
    }

    /** A place holder in the line whose text is gone. */
    Optional<String> findUnknownPaste(String shown) {
        return pastedTexts.findUnknown(shown);
    }

    void remember(String shown) {
        String line = shown.stripTrailing();
        if (!HistoryFile.keeps(line)) {
            return;
        }
        reader.setVariable(LineReader.DISABLE_HISTORY, false);
        try {
            reader.getHistory().add(line);
            reader.getHistory().save();
        } catch (IOException | UncheckedIOException e) {
            reader.setVariable(LineReader.HISTORY_FILE, null); // The disk is full or the directory is gone.
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, true);
        }
    }

    /** Prints a line above the prompt, which stays as it is; does nothing while no prompt is shown. */
    void printAbove(AttributedString line) {
        if (reader.isReading()) {
            reader.printAbove(line);
        }
    }
}
