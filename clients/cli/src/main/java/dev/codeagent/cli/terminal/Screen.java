package dev.codeagent.cli.terminal;

import java.io.PrintStream;

/**
 * Where a command writes for people. Knows whether a line is open, so that a heading never lands behind half a line of
 * streamed text.
 */
public final class Screen {
    private final PrintStream out;
    private final boolean colour;
    private boolean lineOpen;

    public Screen(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    public boolean colour() {
        return colour;
    }

    /** Writes text as it comes, styled line by line so that no style runs on over a line's end. */
    public void text(Style style, String text) {
        if (text.isEmpty()) {
            return;
        }
        out.print(colour ? styled(style, text) : text);
        out.flush();
        lineOpen = !text.endsWith("\n");
    }

    public void line(Style style, String text) {
        closeLine();
        text(style, text + "\n");
    }

    public void line(String text) {
        line(Style.PLAIN, text);
    }

    /** Ends a line that was begun. */
    public void closeLine() {
        if (lineOpen) {
            out.print("\n");
            out.flush();
            lineOpen = false;
        }
    }

    private static String styled(Style style, String text) {
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
