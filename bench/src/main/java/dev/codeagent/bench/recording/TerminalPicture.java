package dev.codeagent.bench.recording;

import java.util.List;
import java.util.Map;
import org.jline.utils.ScreenTerminal;

/**
 * Draws lines of a terminal as SVG. Colors of the terminal's palette become classes, whose colors follow the reader's light
 * or dark scheme.
 */
final class TerminalPicture {
    private static final int FONT_SIZE = 13;
    private static final double CHARACTER_WIDTH = 7.83;
    private static final int LINE_HEIGHT = 17;
    private static final int MARGIN = 12;

    /** The palette as the emulator tells it, four bits for each channel. */
    private static final Map<Integer, String> CLASSES = Map.of(
            0x800, "red", 0x080, "green", 0x880, "yellow", 0x808, "magenta", 0x088, "cyan", 0x888, "gray", 0xf00, "red",
            0x0f0, "green", 0xff0, "yellow", 0x0ff, "cyan");

    private static final String STYLE = """
            <style>
            text { font: %dpx ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; white-space: pre }
            .back { fill: #ffffff } .bold { font-weight: bold } .dim { opacity: .65 } .italic { font-style: italic }
            .red { fill: #cf222e } .green { fill: #1a7f37 } .yellow { fill: #9a6700 } .magenta { fill: #8250df } .cyan { fill: #1b7c83 } .gray { fill: #6e7781 }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .back { fill: #0d1117 }
            .red { fill: #ff7b72 } .green { fill: #3fb950 } .yellow { fill: #d29922 } .magenta { fill: #d2a8ff } .cyan { fill: #39c5cf } .gray { fill: #8b949e }
            }
            </style>
            """.formatted(FONT_SIZE);

    private TerminalPicture() {}

    static String draw(List<long[]> lines, int columns) {
        double width = columns * CHARACTER_WIDTH + 2 * MARGIN;
        int height = lines.size() * LINE_HEIGHT + 2 * MARGIN;
        var svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\" width=\"%.0f\">\n"
                .formatted(width, height, width));
        svg.append(STYLE).append("<rect class=\"back\" width=\"100%\" height=\"100%\" rx=\"6\"/>\n");
        for (int row = 0; row < lines.size(); row++) {
            appendLine(svg, lines.get(row), MARGIN + FONT_SIZE + row * LINE_HEIGHT);
        }
        return svg.append("</svg>\n").toString();
    }

    static String text(long[] line) {
        var text = new StringBuilder();
        for (long cell : line) {
            int character = ScreenTerminal.cellCodePoint(cell);
            text.appendCodePoint(character == 0 ? ' ' : character);
        }
        return text.toString().stripTrailing();
    }

    private static void appendLine(StringBuilder svg, long[] line, int y) {
        int end = text(line).length();
        int start = 0;
        while (start < Math.min(end, line.length)) {
            int next = start + 1;
            String look = look(line[start]);
            while (next < Math.min(end, line.length) && look(line[next]).equals(look)) {
                next++;
            }
            appendSpan(svg, line, start, next, look, y);
            start = next;
        }
    }

    private static void appendSpan(StringBuilder svg, long[] line, int start, int end, String look, int y) {
        var text = new StringBuilder();
        for (int i = start; i < end; i++) {
            int character = ScreenTerminal.cellCodePoint(line[i]);
            if (character != 0) {
                text.appendCodePoint(character);
            }
        }
        if (text.toString().isBlank()) {
            return;
        }
        String escaped =
                text.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        svg.append(
                "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\"%s xml:space=\"preserve\">%s</text>\n"
                        .formatted(
                                MARGIN + start * CHARACTER_WIDTH,
                                y,
                                (end - start) * CHARACTER_WIDTH,
                                look.isEmpty() ? "" : " class=\"" + look + "\"",
                                escaped));
    }

    private static String look(long cell) {
        var look = new StringBuilder();
        if (ScreenTerminal.cellHasForeground(cell)) {
            look.append(CLASSES.getOrDefault(ScreenTerminal.cellForeground(cell), ""));
        }
        look.append(ScreenTerminal.cellBold(cell) ? " bold" : "");
        look.append(ScreenTerminal.cellDim(cell) ? " dim" : "");
        look.append(ScreenTerminal.cellItalic(cell) ? " italic" : "");
        return look.toString().strip();
    }
}
