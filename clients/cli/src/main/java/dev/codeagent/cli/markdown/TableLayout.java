package dev.codeagent.cli.markdown;

import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.StyledLine.Span;
import dev.codeagent.cli.terminal.TextWrapper;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.Node;

/** Lays out a table in columns as wide as their cells. If the terminal is narrower, the widest columns are wrapped. */
final class TableLayout {
    private static final String GAP = "  ";
    private static final int MIN_CELL = 4;

    private TableLayout() {}

    private record Row(boolean header, List<List<Span>> cells, List<TableCell> nodes) {}

    static List<StyledLine> lines(TableBlock table, int columns) {
        List<Row> rows = rows(table);
        int count = rows.stream().mapToInt(row -> row.cells().size()).max().orElse(0);
        int[] widths = fit(naturalWidths(rows, count), columns - GAP.length() * (count - 1));
        if (count == 0 || sum(widths) + GAP.length() * (count - 1) > columns) {
            return records(rows, columns);
        }
        var lines = new ArrayList<StyledLine>();
        for (Row row : rows) {
            lines.addAll(lines(row, widths));
            if (row.header()) {
                lines.add(StyledLine.of(Style.DIM, "─".repeat(sum(widths) + GAP.length() * (count - 1))));
            }
        }
        return lines;
    }

    /** A table with too many columns for the terminal: one line for each cell, headed by its column. */
    private static List<StyledLine> records(List<Row> rows, int columns) {
        var lines = new ArrayList<StyledLine>();
        List<List<Span>> header = rows.getFirst().cells();
        for (Row row : rows.subList(1, rows.size())) {
            if (!lines.isEmpty()) {
                lines.add(StyledLine.EMPTY);
            }
            for (int c = 0; c < row.cells().size(); c++) {
                var text = new ArrayList<>(c < header.size() ? header.get(c) : List.of());
                text.add(new Span(Style.BOLD, ": "));
                text.addAll(row.cells().get(c));
                lines.addAll(TextWrapper.wrap(text, columns));
            }
        }
        return lines;
    }

    private static List<Row> rows(TableBlock table) {
        var rows = new ArrayList<Row>();
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                var cells = new ArrayList<List<Span>>();
                var nodes = new ArrayList<TableCell>();
                boolean header = false;
                for (Node node = row.getFirstChild(); node != null; node = node.getNext()) {
                    if (node instanceof TableCell cell) {
                        header = cell.isHeader();
                        cells.add(InlineText.of(cell, header ? Style.BOLD : Style.PLAIN));
                        nodes.add(cell);
                    }
                }
                rows.add(new Row(header, cells, nodes));
            }
        }
        return rows;
    }

    private static int[] naturalWidths(List<Row> rows, int count) {
        int[] widths = new int[count];
        for (Row row : rows) {
            for (int c = 0; c < row.cells().size(); c++) {
                widths[c] = Math.max(widths[c], new StyledLine(row.cells().get(c)).width());
            }
        }
        return widths;
    }

    /** Takes the columns that are missing from the widest cells. */
    private static int[] fit(int[] natural, int columns) {
        int[] widths = natural.clone();
        while (sum(widths) > columns) {
            int widest = 0;
            for (int c = 1; c < widths.length; c++) {
                widest = widths[c] > widths[widest] ? c : widest;
            }
            if (widths.length == 0 || widths[widest] <= MIN_CELL) {
                return widths;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static int sum(int[] values) {
        int sum = 0;
        for (int value : values) {
            sum += value;
        }
        return sum;
    }

    private static List<StyledLine> lines(Row row, int[] widths) {
        var cells = new ArrayList<List<StyledLine>>();
        for (int c = 0; c < widths.length; c++) {
            cells.add(c < row.cells().size() ? TextWrapper.wrap(row.cells().get(c), widths[c]) : List.of());
        }
        int height = cells.stream().mapToInt(List::size).max().orElse(1);
        var lines = new ArrayList<StyledLine>();
        for (int l = 0; l < height; l++) {
            var spans = new ArrayList<Span>();
            for (int c = 0; c < widths.length; c++) {
                StyledLine text = l < cells.get(c).size() ? cells.get(c).get(l) : StyledLine.EMPTY;
                int free = Math.max(0, widths[c] - text.width());
                boolean right =
                        c < row.nodes().size() && row.nodes().get(c).getAlignment() == TableCell.Alignment.RIGHT;
                spans.add(new Span(Style.PLAIN, right ? " ".repeat(free) : ""));
                spans.addAll(text.spans());
                spans.add(new Span(Style.PLAIN, c + 1 == widths.length ? "" : " ".repeat(right ? 0 : free) + GAP));
            }
            lines.add(new StyledLine(spans));
        }
        return lines;
    }
}
