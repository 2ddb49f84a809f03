package dev.codeagent.cli.terminal;

/** Shows a unified diff, coloured where the screen has colours. */
public final class DiffPainter {
    private DiffPainter() {}

    public static void paint(String diff, Screen screen) {
        boolean inHunk = false;
        for (String line : SafeText.of(diff).split("\n", -1)) {
            if (line.startsWith("diff ")) {
                inHunk = false;
            } else if (line.startsWith("@@")) {
                inHunk = true;
            }
            screen.line(style(line, inHunk), line);
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
