package dev.codeagent.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** One line of text whose parts have styles of their own. The text has no line end. */
public record StyledLine(List<Span> spans) {
    public static final StyledLine EMPTY = new StyledLine(List.of());

    /** A part of a line. */
    public record Span(Style style, String text) {}

    public StyledLine {
        spans = List.copyOf(spans);
    }

    public static StyledLine of(Style style, String text) {
        return text.isEmpty() ? EMPTY : new StyledLine(List.of(new Span(style, text)));
    }

    public StyledLine append(Style style, String text) {
        var all = new ArrayList<>(spans);
        all.add(new Span(style, text));
        return new StyledLine(all);
    }

    /** This line behind a prefix. */
    public StyledLine prepend(Style style, String text) {
        var all = new ArrayList<Span>();
        all.add(new Span(style, text));
        all.addAll(spans);
        return new StyledLine(all);
    }

    public String text() {
        var text = new StringBuilder();
        spans.forEach(span -> text.append(span.text()));
        return text.toString();
    }

    public int width() {
        return DisplayWidth.of(text());
    }

    /** The line on at most {@code columns} columns. */
    public StyledLine truncate(int columns) {
        if (width() <= columns) {
            return this;
        }
        var kept = new ArrayList<Span>();
        int left = columns - 1;
        for (Span span : spans) {
            String prefix = DisplayWidth.prefix(span.text(), left);
            left -= DisplayWidth.of(prefix);
            kept.add(new Span(span.style(), prefix));
            if (prefix.length() < span.text().length()) {
                kept.add(new Span(span.style(), columns > 0 ? "…" : ""));
                break;
            }
        }
        return new StyledLine(kept);
    }
}
