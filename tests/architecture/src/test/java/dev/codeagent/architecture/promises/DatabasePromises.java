package dev.codeagent.architecture.promises;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables, columns and indexes of the migrations. */
record DatabasePromises(Product product) {
    private static final String SECTION = "database: migrations, tables, columns";
    private static final Pattern TABLE = Pattern.compile("(?is)CREATE TABLE (?:IF NOT EXISTS )?(\\w+) \\((.*)\\)[^)]*");
    private static final Pattern COLUMN = Pattern.compile("(?is)ALTER TABLE (\\w+) ADD COLUMN (.*)");

    void addTo(Promises promises) {
        product.resources().forEach((path, text) -> {
            if (path.endsWith(".sql")) {
                String folder = path.replaceFirst("/[^/]*$", "");
                promises.add(SECTION, path);
                for (String statement : text.replaceAll("--.*", "").split(";")) {
                    add(promises, folder, statement.strip().replaceAll("\\s+", " "));
                }
            }
        });
    }

    private static void add(Promises promises, String folder, String statement) {
        Matcher table = TABLE.matcher(statement);
        Matcher column = COLUMN.matcher(statement);
        if (table.matches()) {
            parts(table.group(2)).forEach(part -> promises.add(SECTION, folder + " " + table.group(1) + ": " + part));
        } else if (column.matches()) {
            promises.add(SECTION, folder + " " + column.group(1) + ": " + column.group(2));
        } else if (!statement.isEmpty()) {
            promises.add(SECTION, folder + " " + statement);
        }
    }

    /** Splits at the commas outside of parentheses. */
    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }
}
