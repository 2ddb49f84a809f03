package dev.codeagent.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes text to the terminal; nothing in it can control the terminal except its style. It tracks whether a line is open, so that a heading never follows half a line of
 * streamed text.
 */
public final class TerminalWriter {
    private final PrintStream out;
    private final boolean terminal;
    private final boolean colors;
    private boolean lineOpen;

    public TerminalWriter(PrintStream out, TerminalCapabilities capabilities) {
        this.out = out;
        this.terminal = capabilities.terminal();
        this.colors = capabilities.colors();
    }

    /** A writer for a terminal with colors, or for a pipe. */
    public TerminalWriter(PrintStream out, boolean colors) {
        this(out, new TerminalCapabilities(colors, colors, StandardCharsets.UTF_8));
    }

    /** Whether a person reads the text, and no program. */
    public boolean isTerminal() {
        return terminal;
    }

    public boolean hasColors() {
        return colors;
    }

    /** Writes text, styled line by line so that no style extends over the end of a line. */
    public void write(Style style, String text) {
        if (text.isEmpty()) {
            return;
        }
        String safe = TerminalSanitizer.sanitize(text);
        out.print(colors ? applyStyle(style, safe) : safe);
        out.flush();
        lineOpen = !text.endsWith("\n");
    }

    public void writeLine(Style style, String text) {
        closeLine();
        write(style, text + "\n");
    }

    public void writeLine(String text) {
        writeLine(Style.PLAIN, text);
    }

    /** Ends the open line, if there is one. */
    public void closeLine() {
        if (lineOpen) {
            out.print("\n");
            out.flush();
            lineOpen = false;
        }
    }

    private static String applyStyle(Style style, String text) {
        var all = new StringBuilder();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end;
            all.append(style.wrap(text.substring(from, to)));
            if (end >= 0) {
                all.append('\n');
            }
            from = to + 1;
        }
        return all.toString();
    }
}
