package dev.codeagent.persistence.dashboard;

import dev.codeagent.api.dashboard.Activity.RunCount;
import dev.codeagent.api.dashboard.Dashboard.ProjectRuns;
import dev.codeagent.api.dashboard.Dashboard.ResponseTime;
import dev.codeagent.api.dashboard.Dashboard.RunDay;
import dev.codeagent.api.dashboard.DashboardQuery;
import dev.codeagent.api.dashboard.DashboardStore;
import dev.codeagent.api.dashboard.Quantiles;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.persistence.accounting.JdbcQueries;
import dev.codeagent.persistence.text.PortableText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Adds up in plain JDBC; every query is limited to a range of days that has an index. */
public final class JdbcDashboardStore implements DashboardStore {
    private static final int MAX_PROJECTS = 1_000;
    private static final String COUNTS = "COUNT(*), SUM(CASE WHEN state = 'completed' THEN 1 ELSE 0 END),"
            + " SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END),"
            + " SUM(CASE WHEN state = 'cancelled' THEN 1 ELSE 0 END),"
            + " SUM(CASE WHEN verdict = 'green' THEN 1 ELSE 0 END),"
            + " SUM(CASE WHEN verdict IN ('green', 'not-green') THEN 1 ELSE 0 END)";

    private final JdbcQueries database;

    public JdbcDashboardStore(DataSource source) {
        this.database = new JdbcQueries(source);
    }

    @Override
    public List<RunCount> countRuns() {
        return query(
                "SELECT state, COUNT(*) FROM run GROUP BY state",
                row -> new RunCount(EnumCodec.read(row.getString(1), RunState.class), row.getLong(2)),
                List.of());
    }

    @Override
    public List<RunDay> runsByDay(DashboardQuery query) {
        long length = DashboardQuery.Bucket.DAY.millis();
        var arguments = new ArrayList<>();
        String condition = runCondition(query, arguments);
        runCondition(query, arguments);
        String runs = "SELECT created_at / " + length + " AS period, state, verdict FROM run" + condition;
        String times = quantiles("SELECT created_at / " + length + " AS period, finished_at - created_at AS ms FROM run"
                + condition + " AND finished_at IS NOT NULL");
        return query(
                "SELECT c.*, COALESCE(q.n, 0), COALESCE(q.p50, 0), COALESCE(q.p95, 0) FROM (SELECT period, " + COUNTS
                        + " FROM (" + runs + ") r GROUP BY period) c LEFT JOIN (" + times
                        + ") q ON q.period = c.period ORDER BY c.period DESC",
                row -> new RunDay(
                        LocalDate.ofEpochDay(row.getLong(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        readQuantiles(row, 8)),
                arguments);
    }

    @Override
    public List<ProjectRuns> runsByProject(DashboardQuery query) {
        var arguments = new ArrayList<>();
        String condition = runCondition(query, arguments);
        return query(
                "SELECT c.*, p.name FROM (SELECT project_id, " + COUNTS + " FROM run" + condition
                        + " GROUP BY project_id) c LEFT JOIN project p ON p.id = c.project_id"
                        + " ORDER BY 2 DESC, c.project_id LIMIT " + MAX_PROJECTS,
                row -> new ProjectRuns(
                        row.getString(1),
                        Optional.ofNullable(row.getString(8))
                                .map(PortableText::decode)
                                .orElse(""),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(6),
                        row.getLong(7)),
                arguments);
    }

    @Override
    public List<ResponseTime> responseTimes(DashboardQuery query) {
        long length = query.bucket().millis();
        List<Object> arguments =
                new ArrayList<>(List.of(query.from().toString(), query.to().toString()));
        query.project().ifPresent(arguments::add);
        String calls = "SELECT at / " + length + " AS period, finished_at - at AS ms FROM model_call"
                + " WHERE day >= ? AND day <= ?" + (query.project().isPresent() ? " AND project_id = ?" : "")
                + " AND finished_at IS NOT NULL AND status IN ('confirmed', 'estimated')";
        return query(
                "SELECT period, n, p50, p95 FROM (" + quantiles(calls) + ") q ORDER BY period",
                row -> new ResponseTime(Instant.ofEpochMilli(row.getLong(1) * length), readQuantiles(row, 2)),
                arguments);
    }

    /**
     * By nearest rank.
     *
     * @param times a query of the columns period and ms
     */
    private static String quantiles(String times) {
        return "SELECT period, n, MAX(CASE WHEN k = (n + 1) / 2 THEN ms END) AS p50,"
                + " MAX(CASE WHEN k = (n * 95 + 99) / 100 THEN ms END) AS p95 FROM ("
                + "SELECT period, ms, ROW_NUMBER() OVER (PARTITION BY period ORDER BY ms) AS k,"
                + " COUNT(*) OVER (PARTITION BY period) AS n FROM (" + times + ") t) ranked GROUP BY period, n";
    }

    private static Quantiles readQuantiles(ResultSet row, int first) throws SQLException {
        return new Quantiles(row.getLong(first), row.getLong(first + 1), row.getLong(first + 2));
    }

    private static String runCondition(DashboardQuery query, List<Object> arguments) {
        arguments.add(startOf(query.from()));
        arguments.add(startOf(query.to().plusDays(1)));
        query.project().ifPresent(arguments::add);
        return " WHERE created_at >= ? AND created_at < ?" + (query.project().isPresent() ? " AND project_id = ?" : "");
    }

    private static long startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private <T> List<T> query(String sql, JdbcQueries.RowMapper<T> mapper, List<Object> arguments) {
        return database.read(
                "read the dashboard", connection -> JdbcQueries.query(connection, sql, mapper, arguments.toArray()));
    }
}
