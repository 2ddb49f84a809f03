package dev.codeagent.persistence.accounting;

import dev.codeagent.api.accounting.UsageQuery;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.persistence.text.PortableText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Reads the totals of model calls in plain JDBC. */
public final class JdbcUsageStore implements UsageStore {
    private static final String BOOKED = "CASE WHEN status NOT IN ('reserved', 'released', 'cached') THEN ";
    private static final String UNCONFIRMED = "CASE WHEN status = 'unconfirmed' THEN ";
    private static final String OPEN = "CASE WHEN status = 'reserved' THEN ";
    private static final String SUMS = Stream.of(
                    BOOKED + "1",
                    BOOKED + "input_tokens",
                    BOOKED + "output_tokens",
                    BOOKED + "cached_tokens",
                    BOOKED + "cache_write_tokens",
                    BOOKED + "reasoning_tokens",
                    BOOKED + "COALESCE(cost, 0) / 1000000",
                    BOOKED + "COALESCE(cost, 0) % 1000000",
                    "CASE WHEN cost IS NULL AND status NOT IN ('reserved', 'released', 'cached') THEN 1",
                    UNCONFIRMED + "1",
                    UNCONFIRMED + "COALESCE(cost, 0) / 1000000",
                    UNCONFIRMED + "COALESCE(cost, 0) % 1000000",
                    OPEN + "1",
                    OPEN + "COALESCE(cost, 0) / 1000000",
                    OPEN + "COALESCE(cost, 0) % 1000000",
                    "CASE WHEN status = 'cached' THEN 1")
            .map(sum -> "SUM(" + sum + " ELSE 0 END)")
            .collect(Collectors.joining(", "));
    private static final int PAGE_SIZE = 1000;

    private final JdbcQueries database;

    public JdbcUsageStore(DataSource source) {
        this.database = new JdbcQueries(source);
    }

    @Override
    public List<UsageTotal> totals(UsageQuery query) {
        var arguments = new ArrayList<>();
        String sql = select(query, arguments);
        int keys = keyColumns(query.by()).size();
        return database.read(
                "read the usage",
                connection -> JdbcQueries.query(connection, sql, row -> readTotal(row, keys), arguments.toArray()));
    }

    private static String select(UsageQuery query, List<Object> arguments) {
        String columns = String.join(", ", keyColumns(query.by()));
        var sql = new StringBuilder("SELECT " + columns + ", " + SUMS + " FROM model_call WHERE 1 = 1");
        query.run().ifPresent(run -> addCondition(sql, "run_id =", arguments, run));
        query.project().ifPresent(project -> addCondition(sql, "project_id =", arguments, project));
        query.caller().ifPresent(caller -> addCondition(sql, "caller =", arguments, PortableText.encode(caller)));
        query.from().ifPresent(day -> addCondition(sql, "day >=", arguments, day.toString()));
        query.to().ifPresent(day -> addCondition(sql, "day <=", arguments, day.toString()));
        String order = switch (query.by()) {
            case CALL, RUN, DAY -> "MAX(at) DESC";
            case AGENT, PROJECT, CALLER, PROVIDER, MODEL -> "SUM(COALESCE(cost, 0) / 1000000) DESC, MAX(at) DESC";
        };
        return sql.append(" GROUP BY " + columns + " ORDER BY " + order + ", " + columns + " LIMIT ")
                .append(Math.clamp(query.limit(), 1, 100_000))
                .toString();
    }

    private static void addCondition(StringBuilder sql, String condition, List<Object> arguments, String value) {
        sql.append(" AND ").append(condition).append(" ?");
        arguments.add(value);
    }

    private static List<String> keyColumns(UsageQuery.Group group) {
        return switch (group) {
            case CALL -> List.of("run_id", "call_id");
            case RUN -> List.of("run_id");
            case AGENT -> List.of("agent");
            case PROJECT -> List.of("project_id");
            case CALLER -> List.of("caller");
            case DAY -> List.of("day");
            case PROVIDER -> List.of("provider");
            case MODEL -> List.of("provider", "model");
        };
    }

    private static UsageTotal readTotal(ResultSet row, int keys) throws SQLException {
        var key = new ArrayList<String>();
        for (int i = 1; i <= keys; i++) {
            key.add(PortableText.decode(row.getString(i)));
        }
        int n = keys;
        return new UsageTotal(
                String.join("/", key),
                row.getLong(++n),
                new Usage(row.getLong(++n), row.getLong(++n), row.getLong(++n), row.getLong(++n), row.getLong(++n)),
                Picodollars.toDollars(row.getLong(++n), row.getLong(++n)),
                row.getLong(++n),
                row.getLong(++n),
                Picodollars.toDollars(row.getLong(++n), row.getLong(++n)),
                row.getLong(++n),
                Picodollars.toDollars(row.getLong(++n), row.getLong(++n)),
                row.getLong(++n));
    }

    /** Limits are not checked: what happened, happened. */
    @Override
    public void rebuild() {
        database.inTransaction("compute the usage again", connection -> {
            JdbcQueries.update(connection, "DELETE FROM model_call");
            JdbcQueries.update(connection, "DELETE FROM spending");
            var projection = ModelCallProjection.withoutLimits(connection);
            String run = "";
            long seq = 0;
            List<RecordedEvent> page;
            do {
                page = readPage(connection, run, seq);
                for (RecordedEvent event : page) {
                    projection.apply(event);
                    projection.finish();
                    run = event.run().value();
                    seq = event.seq();
                }
            } while (page.size() == PAGE_SIZE);
            return page.size();
        });
    }

    private static List<RecordedEvent> readPage(Connection connection, String run, long seq) throws SQLException {
        String types = Stream.of(RunEvent.UsageReserved.class, RunEvent.UsageBooked.class, RunEvent.Finished.class)
                .map(type -> "'" + EventCodec.typeOf(type) + "'")
                .collect(Collectors.joining(", "));
        return JdbcQueries.query(
                connection,
                "SELECT run_id, seq, at, type, content FROM run_event WHERE (run_id > ? OR run_id = ? AND seq > ?)"
                        + " AND type IN (" + types + ") ORDER BY run_id, seq LIMIT " + PAGE_SIZE,
                row -> new RecordedEvent(
                        new RunId(row.getString(1)),
                        row.getLong(2),
                        Instant.ofEpochMilli(row.getLong(3)),
                        EventCodec.read(
                                row.getString(4),
                                BoundedJson.readFragment(row.getString(5), BoundedJson.Limits.STORED))),
                run,
                run,
                seq);
    }
}
