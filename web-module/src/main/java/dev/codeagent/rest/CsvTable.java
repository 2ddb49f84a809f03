package dev.codeagent.rest;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A table as comma-separated values (RFC 4180). Names of models and projects are foreign texts, and spreadsheets execute
 * cells that begin like a formula, also after their own separators; such a text gets an apostrophe, which makes it a text.
 */
final class CsvTable {
    /** The beginning of a cell in any spreadsheet: separators differ by country, and full-width signs count too. */
    private static final Pattern FORMULA =
            Pattern.compile("(^|[,;|\\t\\r\\n\"'])([\\s\\p{Z}\\p{C}]*)([=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])");

    private final StringBuilder text = new StringBuilder();
    private final int columns;

    CsvTable(String... header) {
        this.columns = header.length;
        row((Object[]) header);
    }

    /** Adds a row of texts, days, times and numbers; only what is not a number can be dangerous. */
    void row(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("a row has " + cells.length + " cells of " + columns);
        }
        for (int i = 0; i < cells.length; i++) {
            text.append(i == 0 ? "" : ",").append(cell(cells[i]));
        }
        text.append("\r\n");
    }

    String text() {
        return text.toString();
    }

    private static String cell(Object value) {
        if (value instanceof BigDecimal amount) {
            return amount.toPlainString();
        }
        if (value instanceof Number number) {
            return number.toString();
        }
        String safe = FORMULA.matcher(value.toString()).replaceAll("$1$2'$3");
        return safe.matches("[\\w./:-]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
