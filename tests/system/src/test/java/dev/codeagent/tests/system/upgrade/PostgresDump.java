package dev.codeagent.tests.system.upgrade;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A PostgreSQL database as SQL statements that make it again: tables, rows, constraints and indexes of the schema
 * {@code public}. The binaries of the embedded PostgreSQL do not contain {@code pg_dump}.
 */
final class PostgresDump {
    private static final String TABLES = """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY oid
            """;
    private static final String CREATE_TABLE = """
            SELECT format('CREATE TABLE %%I (%%s);', '%1$s', string_agg(
                format('%%I %%s', a.attname, format_type(a.atttypid, a.atttypmod))
                || CASE WHEN c.collname <> 'default' THEN format(' COLLATE %%I', c.collname) ELSE '' END
                || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), ', ' ORDER BY a.attnum))
            FROM pg_attribute a
            LEFT JOIN pg_collation c ON c.oid = a.attcollation
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = '%1$s'::regclass AND a.attnum > 0 AND NOT a.attisdropped
            """;
    /** A statement that gives an INSERT for each row. */
    private static final String SELECT_INSERTS = """
            SELECT format('SELECT concat(''INSERT INTO %1$s VALUES ('', concat_ws('', '', %%s), '');'') FROM %1$s',
                string_agg(format('quote_nullable(%%I::text)', attname), ', ' ORDER BY attnum))
            FROM pg_attribute WHERE attrelid = '%1$s'::regclass AND attnum > 0 AND NOT attisdropped
            """;
    /** Primary keys come first, since foreign keys need them. */
    private static final String CONSTRAINTS = """
            SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s;', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c')
            ORDER BY contype = 'f', conname
            """;

    private static final String INDEXES = """
            SELECT indexdef || ';' FROM pg_indexes
            WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname
            """;

    private PostgresDump() {}

    static String of(DataSource database) throws SQLException {
        var statements = new ArrayList<String>();
        try (Connection connection = database.getConnection()) {
            for (String table : select(connection, TABLES)) {
                statements.addAll(select(connection, CREATE_TABLE.formatted(table)));
                for (String inserts : select(connection, SELECT_INSERTS.formatted(table))) {
                    statements.addAll(select(connection, inserts));
                }
            }
            statements.addAll(select(connection, CONSTRAINTS));
            statements.addAll(select(connection, INDEXES));
        }
        return String.join("\n", statements) + "\n";
    }

    private static List<String> select(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
