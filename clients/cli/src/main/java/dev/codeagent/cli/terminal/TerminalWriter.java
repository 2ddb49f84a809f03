package dev.codeagent.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes text to the terminal; nothing in it can control the terminal except its style. It tracks whether a line is open,
 * so that a heading never follows half a line of streamed text. Below the text it keeps the live lines, which are replaced
 * in place and disappear before other output. Thread-safe.
 */
public final class TerminalWriter {
    private static final String ERASE_BELOW = "\r\u001b[J";
    private static final String ERASE_TO_LINE_END = "\u001b[K";
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintStream out;
    private final TerminalCapabilities capabilities;
    private final TerminalSize size;
    private final CharsetFallback fallback;
    private Supplier<List<StyledLine>> liveLines = List::of;
    private boolean liveShown;
    private boolean lineOpen;

    public TerminalWriter(PrintStream out, TerminalCapabilities capabilities, TerminalSize size) {
        this.out = out;
        this.capabilities = capabilities;
        this.size = size;
        this.fallback = new CharsetFallback(capabilities.charset());
    }

    /** A writer for a terminal with colors that does not move its cursor, or for a pipe. */
    public TerminalWriter(PrintStream out, boolean colors) {
        this(out, new TerminalCapabilities(colors, colors, false, StandardCharsets.UTF_8), TerminalSize.DEFAULT);
    }

    /** Whether a person reads the text, and no program. */
    public boolean isTerminal() {
        return capabilities.terminal();
    }

    public boolean hasColors() {
        return capabilities.colors();
    }

    /** Whether live lines are shown; otherwise they are ignored. */
    public boolean redraws() {
        return capabilities.redraws();
    }

    /** The encoding of the terminal. */
    public Charset charset() {
        return capabilities.charset();
    }

    /** Somebody else noticed that the size of the terminal changed. */
    public void sizeChanged() {
        size.invalidate();
    }

    /** Rows of the terminal now. */
    public int rows() {
        return size.rows();
    }

    /** Columns of the terminal now; those of a usual one if a pipe or a file gets the output. */
    public int columns() {
        return isTerminal() ? size.columns() : TerminalSize.DEFAULT.columns();
    }

    /** Writes text, styled line by line so that no style extends over the end of a line. */
    public synchronized void write(Style style, String text) {
        if (text.isEmpty()) {
            return;
        }
        var output = new StringBuilder(eraseLive());
        appendStyled(output, style, text);
        lineOpen = !text.endsWith("\n");
        print(output.append(drawLive()));
    }

    public void writeLine(Style style, String text) {
        writeLines(List.of(StyledLine.of(style, text)));
    }

    public void writeLine(String text) {
        writeLine(Style.PLAIN, text);
    }

    /**
     * Writes a text of this program. A terminal gets it wrapped at its width, further lines indented by {@code indent}
     * columns; a pipe gets it on one line.
     */
    public void writeParagraph(Style style, String text, int indent) {
        writeParagraph(StyledLine.of(style, text), indent);
    }

    public void writeParagraph(StyledLine text, int indent) {
        int columns = redraws() ? columns() : Integer.MAX_VALUE;
        writeLines(text.width() <= columns ? List.of(text) : TextWrapper.wrapIndented(text, columns, indent));
    }

    /** Writes whole lines at once; an open line ends before them. */
    public synchronized void writeLines(List<StyledLine> lines) {
        var output = new StringBuilder(eraseLive());
        output.append(lineOpen ? "\n" : "");
        for (StyledLine line : lines) {
            appendLine(output, line);
            output.append('\n');
        }
        lineOpen = false;
        print(output.append(drawLive()));
    }

    /** Ends the open line, if there is one. */
    public synchronized void closeLine() {
        if (lineOpen) {
            lineOpen = false;
            print(new StringBuilder("\n").append(drawLive()));
        }
    }

    /**
     * Replaces the live lines; none removes them. They are hidden while a line is open, for example a question. If there are
     * more than the terminal has rows, the last ones are shown.
     */
    public void showLive(List<StyledLine> lines) {
        List<StyledLine> copy = List.copyOf(lines);
        showLive(() -> copy);
    }

    /** Asks for the live lines whenever it draws them; while it holds its own lock. */
    public synchronized void showLive(Supplier<List<StyledLine>> lines) {
        liveLines = lines;
        redrawLive();
    }

    public synchronized void redrawLive() {
        if (redraws()) {
            StringBuilder output = drawLive();
            print(output.isEmpty() ? output.append(eraseLive()) : output);
        }
    }

    /** Removes the live lines from the screen until the next output or {@link #showLive}. */
    public synchronized void hideLive() {
        print(new StringBuilder(eraseLive()));
    }

    /** The cursor is at the start of the live lines, so this also works after a change of the terminal's size. */
    private String eraseLive() {
        boolean shown = liveShown;
        liveShown = false;
        return shown ? ERASE_BELOW : "";
    }

    /** The cursor goes back to the start of the lines. */
    private StringBuilder drawLive() {
        var output = new StringBuilder();
        List<StyledLine> lines = redraws() && !lineOpen ? liveLines.get() : List.of();
        if (lines.isEmpty()) {
            return output;
        }
        int rows = Math.min(lines.size(), Math.max(1, size.rows() - 1));
        int columns = Math.max(1, size.columns() - 1);
        output.append('\r').append(WRAP_OFF);
        int row = 0;
        for (StyledLine line : lines.subList(lines.size() - rows, lines.size())) {
            output.append(row++ == 0 ? "" : "\r\n");
            appendLine(output, line.truncate(columns));
            output.append(ERASE_TO_LINE_END);
        }
        output.append("\u001b[J").append(WRAP_ON);
        if (rows > 1) {
            output.append("\u001b[").append(rows - 1).append('A');
        }
        liveShown = true;
        return output.append('\r');
    }

    private void print(StringBuilder output) {
        if (!output.isEmpty()) {
            out.print(output);
            out.flush();
        }
    }

    private void appendLine(StringBuilder output, StyledLine line) {
        for (StyledLine.Span span : line.spans()) {
            appendStyled(output, span.style(), span.text());
        }
    }

    private void appendStyled(StringBuilder output, Style style, String text) {
        String safe = fallback.apply(TerminalSanitizer.sanitize(text));
        if (!hasColors()) {
            output.append(safe);
            return;
        }
        int from = 0;
        while (from < safe.length()) {
            int end = safe.indexOf('\n', from);
            int to = end < 0 ? safe.length() : end;
            output.append(style.wrap(safe.substring(from, to)));
            if (end >= 0) {
                output.append('\n');
            }
            from = to + 1;
        }
    }
}
