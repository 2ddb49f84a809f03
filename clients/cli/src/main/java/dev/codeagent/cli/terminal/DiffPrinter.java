package dev.codeagent.cli.terminal;

/** Prints a unified diff, in color if the terminal supports it. */
public final class DiffPrinter {
    private DiffPrinter() {}

    public static void print(String diff, TerminalWriter terminal) {
        boolean inHunk = false;
        for (String line : TerminalSanitizer.sanitize(diff).split("\n", -1)) {
            if (line.startsWith("diff ")) {
                inHunk = false;
            } else if (line.startsWith("@@")) {
                inHunk = true;
            }
            terminal.writeLine(style(line, inHunk), line);
        }
    }

    private static Style style(String line, boolean inHunk) {
        if (line.startsWith("@@")) {
            return Style.CYAN;
        }
        if (!inHunk) {
            return Style.BOLD;
        }
        return line.startsWith("+") ? Style.GREEN : line.startsWith("-") ? Style.RED : Style.PLAIN;
    }
}
