package dev.codeagent.cli.terminal;

import dev.codeagent.cli.terminal.StyledLine.Span;
import java.util.ArrayList;
import java.util.List;

/** Breaks styled text into lines of a width: at blanks, and inside words that are wide characters or too long. */
public final class TextWrapper {
    private final int firstColumns;
    private final int columns;
    private final List<StyledLine> lines = new ArrayList<>();
    private final List<Span> line = new ArrayList<>();
    private final List<Span> word = new ArrayList<>();
    private int lineWidth;
    private int wordWidth;
    private Style blankStyle = Style.PLAIN;
    private int blanksBefore;

    private TextWrapper(int firstColumns, int columns) {
        this.firstColumns = Math.max(2, firstColumns);
        this.columns = Math.max(2, columns);
    }

    /** @param text a line end in it breaks the line */
    public static List<StyledLine> wrap(List<Span> text, int columns) {
        return wrap(text, columns, columns);
    }

    private static List<StyledLine> wrap(List<Span> text, int firstColumns, int columns) {
        var wrapper = new TextWrapper(firstColumns, columns);
        for (Span span : text) {
            wrapper.add(span);
        }
        wrapper.endWord();
        wrapper.endLine();
        return wrapper.lines;
    }

    /** Wraps one line and keeps the blanks at its beginning; further lines begin with {@code indent} blanks. */
    static List<StyledLine> wrapIndented(StyledLine text, int columns, int indent) {
        String all = text.text();
        int first = all.length() - all.stripLeading().length();
        int limit = columns / 2;
        String firstBlanks = " ".repeat(Math.min(first, limit));
        String blanks = " ".repeat(Math.min(Math.max(first, indent), limit));
        List<StyledLine> lines = wrap(text.spans(), columns - firstBlanks.length(), columns - blanks.length());
        var indented = new ArrayList<StyledLine>();
        for (StyledLine line : lines) {
            indented.add(line.prepend(Style.PLAIN, indented.isEmpty() ? firstBlanks : blanks));
        }
        return indented;
    }

    /** Lines of names: each line has as many as fit, and no name is broken at a blank in it. */
    public static List<String> wrapItems(List<String> items, String separator, int columns) {
        var lines = new ArrayList<String>();
        String line = "";
        for (String item : items) {
            String longer = line.isEmpty() ? item : line + separator + item;
            if (!line.isEmpty() && DisplayWidth.of(longer + separator.stripTrailing()) > columns) {
                lines.add(line + separator.stripTrailing());
                longer = item;
            }
            line = longer;
        }
        lines.add(line);
        return lines;
    }

    private void add(Span span) {
        String text = span.text();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t' || c == '\n') {
                addToWord(span.style(), text.substring(start, i));
                endWord();
                start = i + 1;
                if (c == '\n') {
                    endLine();
                } else if (!line.isEmpty()) {
                    blanksBefore++;
                    blankStyle = span.style();
                }
            }
        }
        addToWord(span.style(), text.substring(start));
    }

    private void addToWord(Style style, String text) {
        if (!text.isEmpty()) {
            word.add(new Span(style, text));
            wordWidth += DisplayWidth.of(text);
        }
    }

    private void endWord() {
        if (word.isEmpty()) {
            return;
        }
        boolean breakable = wordWidth > columns() || containsWideCharacters();
        int blanks = line.isEmpty() ? 0 : blanksBefore;
        if (lineWidth + blanks + (breakable ? 1 : wordWidth) > columns()) {
            endLine();
        } else if (blanks > 0) {
            line.add(new Span(blankStyle, " ".repeat(blanks)));
            lineWidth += blanks;
        }
        blanksBefore = 0;
        word.forEach(this::placePart);
        word.clear();
        wordWidth = 0;
    }

    /** Of the line that is filled now. */
    private int columns() {
        return lines.isEmpty() ? firstColumns : columns;
    }

    private boolean containsWideCharacters() {
        return word.stream()
                .anyMatch(part -> DisplayWidth.of(part.text())
                        > part.text().codePointCount(0, part.text().length()));
    }

    /** Fills the line, and further lines if the part of the word is too long for one. */
    private void placePart(Span part) {
        String rest = part.text();
        while (!rest.isEmpty()) {
            String fitting = DisplayWidth.prefix(rest, columns() - lineWidth);
            if (fitting.isEmpty() && lineWidth == 0) {
                fitting = rest;
            }
            if (!fitting.isEmpty()) {
                line.add(new Span(part.style(), fitting));
                lineWidth += DisplayWidth.of(fitting);
                rest = rest.substring(fitting.length());
            }
            if (!rest.isEmpty()) {
                endLine();
            }
        }
    }

    private void endLine() {
        lines.add(new StyledLine(line));
        line.clear();
        lineWidth = 0;
        blanksBefore = 0;
    }
}
