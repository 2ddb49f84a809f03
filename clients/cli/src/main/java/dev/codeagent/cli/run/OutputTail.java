package dev.codeagent.cli.run;

import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** The last lines of a command's output while it runs. */
final class OutputTail {
    private static final int MAX_LINES = 5;
    private static final int MAX_LINE = 400;
    private static final String INDENT = "    ";
    /** Commands color their output; a terminal sequence is left out and not shown as text. */
    private static final Pattern SEQUENCES =
            Pattern.compile("\u001b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[@-Z\\\\-_])");

    private final Deque<String> lines = new ArrayDeque<>();
    private final StringBuilder open = new StringBuilder();

    void append(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                addLine(open.toString());
                open.setLength(0);
            } else if (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n')) {
                open.setLength(0); // A progress bar writes its line again.
            } else if (open.length() < MAX_LINE) {
                open.append(c);
            }
        }
    }

    List<StyledLine> lines() {
        var last = new ArrayDeque<>(lines);
        if (!open.toString().isBlank()) {
            last.addLast(clean(open.toString()));
        }
        while (last.size() > MAX_LINES) {
            last.removeFirst();
        }
        return last.stream()
                .map(line -> StyledLine.of(Style.DIM, INDENT + line))
                .toList();
    }

    private void addLine(String line) {
        String clean = clean(line);
        if (clean.isBlank()) {
            return;
        }
        lines.addLast(clean);
        if (lines.size() > MAX_LINES) {
            lines.removeFirst();
        }
    }

    /** A line as a terminal would show it, without colors: of a progress bar the last state. */
    static String clean(String line) {
        String text = line.stripTrailing();
        String last = text.substring(text.lastIndexOf('\r') + 1);
        return TerminalSanitizer.sanitize(SEQUENCES.matcher(last).replaceAll(""))
                .replace("\t", "    ")
                .stripTrailing();
    }
}
