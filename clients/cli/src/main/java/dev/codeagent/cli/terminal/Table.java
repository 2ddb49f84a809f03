package dev.codeagent.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints rows in columns that are as wide as their widest cell. In a terminal each row is one line: where they do not fit,
 * the widest columns are shortened, and if that is not enough, columns are left out. A pipe gets all of everything.
 */
public final class Table {
    private static final int GAP = 2;

    /** A shortened column is at least so wide, or as its header; narrower ones tell nothing. */
    private static final int MIN_WIDTH = 12;

    private static final String MARK = "…";

    private final List<List<String>> rows = new ArrayList<>();
    private List<String> whole;
    private List<String> optional = List.of();

    /** The first column identifies a row, and is never shortened. */
    public Table(String... headers) {
        rows.add(List.of(headers));
        whole = List.of(headers[0]);
    }

    /** Columns that are never shortened, because people copy their cells; instead of the first one. */
    public Table keepWhole(String... headers) {
        whole = List.of(headers);
        return this;
    }

    /** Columns that a narrow terminal does not get, the first one first. */
    public Table leaveOutFirst(String... headers) {
        optional = List.of(headers);
        return this;
    }

    public void addRow(String... cells) {
        rows.add(Stream.of(cells).map(Table::onOneLine).toList());
    }

    /** Its length is that of what is printed. */
    private static String onOneLine(String cell) {
        return TerminalSanitizer.sanitize(cell).replace('\n', ' ').replace('\t', ' ');
    }

    public void print(TerminalWriter terminal) {
        List<String> headers = rows.getFirst();
        int[] widths = IntStream.range(0, headers.size()).map(this::width).toArray();
        if (terminal.isTerminal()) {
            fit(widths, terminal.columns());
        }
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                if (widths[c] > 0) {
                    String cell = shorten(row.get(c), widths[c]);
                    line.append(cell).append(" ".repeat(widths[c] - DisplayWidth.of(cell) + GAP));
                }
            }
            Style style = row == headers ? Style.BOLD : Style.PLAIN;
            terminal.writeLine(style, line.toString().stripTrailing());
        }
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> DisplayWidth.of(row.get(column)))
                .max()
                .orElse(0);
    }

    /** A width of 0 is a column that is left out. */
    private void fit(int[] widths, int columns) {
        List<String> headers = rows.getFirst();
        for (String header : optional) {
            int column = headers.indexOf(header);
            if (column >= 0 && total(minimums(widths)) > columns) {
                widths[column] = 0;
            }
        }
        int[] minimums = minimums(widths);
        while (total(widths) > columns) {
            int widest = IntStream.range(0, widths.length)
                    .filter(c -> widths[c] > minimums[c])
                    .reduce(-1, (best, c) -> best < 0 || widths[c] > widths[best] ? c : best);
            if (widest < 0) {
                return; // Too narrow for what must be whole: the terminal wraps the lines.
            }
            widths[widest]--;
        }
    }

    private int[] minimums(int[] widths) {
        List<String> headers = rows.getFirst();
        return IntStream.range(0, widths.length)
                .map(c -> whole.contains(headers.get(c))
                        ? widths[c]
                        : Math.min(widths[c], Math.max(MIN_WIDTH, DisplayWidth.of(headers.get(c)))))
                .toArray();
    }

    private static int total(int[] widths) {
        return IntStream.of(widths)
                        .filter(width -> width > 0)
                        .map(width -> width + GAP)
                        .sum()
                - GAP;
    }

    /** A path keeps its end, because that names it. */
    private static String shorten(String cell, int width) {
        boolean path = cell.startsWith("/") && cell.indexOf(' ') < 0;
        if (!path || DisplayWidth.of(cell) <= width) {
            return DisplayWidth.truncate(cell, width);
        }
        int from = 0;
        while (DisplayWidth.of(MARK + cell.substring(from)) > width) {
            from = cell.offsetByCodePoints(from, 1);
        }
        return MARK + cell.substring(from);
    }
}
