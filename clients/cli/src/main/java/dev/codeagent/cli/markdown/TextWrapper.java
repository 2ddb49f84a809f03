package dev.codeagent.cli.markdown;

import dev.codeagent.cli.terminal.DisplayWidth;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.StyledLine.Span;
import java.util.ArrayList;
import java.util.List;

/** Breaks styled text into lines of a width: at blanks, and inside words that are wide characters or too long. */
final class TextWrapper {
    private final int columns;
    private final List<StyledLine> lines = new ArrayList<>();
    private final List<Span> line = new ArrayList<>();
    private final List<Span> word = new ArrayList<>();
    private int lineWidth;
    private int wordWidth;
    private Style blankStyle = Style.PLAIN;
    private boolean blankBefore;

    private TextWrapper(int columns) {
        this.columns = Math.max(2, columns);
    }

    /** @param text a line end in it breaks the line */
    static List<StyledLine> wrap(List<Span> text, int columns) {
        var wrapper = new TextWrapper(columns);
        for (Span span : text) {
            wrapper.add(span);
        }
        wrapper.endWord();
        wrapper.endLine();
        return wrapper.lines;
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
                    blankBefore = true;
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
        int blank = blankBefore ? 1 : 0;
        boolean breakable = wordWidth > columns || containsWideCharacters();
        if (lineWidth + blank + wordWidth > columns && !breakable) {
            endLine();
        }
        if (blankBefore && !line.isEmpty() && lineWidth + 1 < columns) {
            line.add(new Span(blankStyle, " "));
            lineWidth++;
        }
        blankBefore = false;
        word.forEach(this::placePart);
        word.clear();
        wordWidth = 0;
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
            String fitting = DisplayWidth.prefix(rest, columns - lineWidth);
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
        blankBefore = false;
    }
}
