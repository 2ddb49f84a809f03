package dev.codeagent.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Prints rows in columns that are as wide as their widest cell. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headers) {
        rows.add(List.of(headers));
    }

    public void addRow(String... cells) {
        rows.add(Stream.of(cells).map(Table::onOneLine).toList());
    }

    /** Its length is that of what is printed. */
    private static String onOneLine(String cell) {
        return TerminalSanitizer.sanitize(cell).replace('\n', ' ').replace('\t', ' ');
    }

    public void print(TerminalWriter terminal) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            var line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String cell = rows.get(r).get(c);
                line.append(cell).append(" ".repeat(widths[c] - cell.length() + 2));
            }
            terminal.writeLine(
                    r == 0 ? Style.BOLD : Style.PLAIN, line.toString().stripTrailing());
        }
    }
}
