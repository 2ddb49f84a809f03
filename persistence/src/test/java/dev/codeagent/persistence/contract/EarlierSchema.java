package dev.codeagent.persistence.contract;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Takes the newest migrations of a database back, as a server of an earlier version would have left it. */
public final class EarlierSchema {
    /** The newest version of the main database. */
    public static final int NEWEST = 9;

    /** What takes back each version from the second on. */
    private static final List<List<String>> STEPS = List.of(
            List.of("ALTER TABLE run DROP COLUMN node"),
            List.of(
                    "DROP TABLE model_call",
                    "DROP TABLE spending",
                    "DROP TABLE budget",
                    "ALTER TABLE run DROP COLUMN cache_write_tokens",
                    "ALTER TABLE run DROP COLUMN reasoning_tokens"),
            List.of(
                    "DROP TABLE run_session",
                    "DROP INDEX run_by_time",
                    "ALTER TABLE run DROP COLUMN verdict",
                    "ALTER TABLE run DROP COLUMN patch"),
            List.of("DROP TABLE executed_command"),
            List.of("ALTER TABLE project DROP COLUMN kind", "ALTER TABLE project DROP COLUMN branch"),
            List.of("DROP TABLE webhook_delivery", "DROP TABLE webhook"),
            List.of("DROP TABLE idempotency_key"),
            List.of("ALTER TABLE model_call DROP COLUMN finished_at"));

    private EarlierSchema() {}

    /** Leaves the tables of the version. */
    public static void restore(Statement statement, int version) throws SQLException {
        for (int later = NEWEST; later > version; later--) {
            for (String step : STEPS.get(later - 2)) {
                statement.execute(step);
            }
            statement.execute("DELETE FROM flyway_schema_history WHERE version = '" + later + "'");
        }
    }
}
