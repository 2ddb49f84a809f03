package dev.codeagent.bench.harness;

import java.util.ArrayList;
import java.util.List;

/** A table for the terminal: the first column is left-aligned, the others are right-aligned. */
public final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    public TextTable row(Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = String.valueOf(cells[i]);
        }
        rows.add(row);
        return this;
    }

    public void print() {
        int columns = rows.stream().mapToInt(r -> r.length).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(r -> {
            for (int i = 0; i < r.length; i++) {
                widths[i] = Math.max(widths[i], r[i].length());
            }
        });
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(String.format(i == 0 ? "%-" + widths[i] + "s" : "  %" + widths[i] + "s", row[i]));
            }
            System.out.println(line.toString().stripTrailing());
        }
    }
}
