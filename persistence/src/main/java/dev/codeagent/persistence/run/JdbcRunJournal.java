package dev.codeagent.persistence.run;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.command.ExecutedCommand;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.log.OperationTimer;
import dev.codeagent.api.run.Conversation;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.persistence.command.JdbcCommandStore;
import dev.codeagent.persistence.schema.StorageErrors;
import dev.codeagent.persistence.text.PortableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The run journal in plain JDBC: appends of concurrent runs share a commit, which also updates the projections. */
public final class JdbcRunJournal implements RunJournal {
    private static final Duration SLOW_COMMIT = Duration.ofSeconds(1);

    private static final String RUN_COLUMNS = "run.id, project_id, session_id, caller, command, prompt, state,"
            + " run.created_at, finished_at, input_tokens, output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens,"
            + " cost_usd, error, last_seq, verdict, patch, project.name AS project_name, project.path AS project_path";
    private static final String SELECT_RUNS =
            "SELECT " + RUN_COLUMNS + " FROM run LEFT JOIN project ON project.id = run.project_id";

    private static final String SELECT_EVENTS = "SELECT e.run_id, e.seq, e.at, e.type, e.content";

    private final DataSource source;
    private final String nodeName;
    private final BudgetDefaults budgetDefaults;
    private final GroupCommit<Append> groupCommit = new GroupCommit<>(this::commit, StorageErrors::isUnavailable);

    /** Events of one run, and the command that caused them. */
    private record Append(List<RecordedEvent> events, Optional<ReceivedCommand> command) {
        Stream<ExecutedCommand> executed() {
            RecordedEvent first = events.getFirst();
            return command
                    .map(c -> new ExecutedCommand(c, first.run().value(), first.seq(), first.at(), true))
                    .stream();
        }
    }

    /** @param nodeName the name of this server among the servers that share the database */
    public JdbcRunJournal(DataSource source, String nodeName) {
        this(source, nodeName, BudgetDefaults.NONE);
    }

    /** @param budgetDefaults the limits of costs for what has no budget of its own */
    public JdbcRunJournal(DataSource source, String nodeName, BudgetDefaults budgetDefaults) {
        this.source = source;
        this.nodeName = nodeName;
        this.budgetDefaults = budgetDefaults;
    }

    @Override
    public void append(List<RecordedEvent> events, Optional<ReceivedCommand> command) {
        if (!events.isEmpty()) {
            groupCommit.submit(new Append(List.copyOf(events), command));
        }
    }

    private void commit(List<Append> batches) {
        try (var timer = OperationTimer.start("append to the journal", SLOW_COMMIT);
                Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                insert(connection, batches);
                connection.commit();
                connection.setAutoCommit(true);
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw StorageErrors.translate(e, "append to the journal");
        }
    }

    private void insert(Connection connection, List<Append> batches) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO run_event (run_id, seq, at, type, content) VALUES (?, ?, ?, ?, ?)")) {
            for (Append append : batches) {
                for (RecordedEvent event : append.events()) {
                    bind(insert, event);
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
        try (var projections = new RunProjections(connection, nodeName, budgetDefaults)) {
            for (Append append : batches) {
                projections.apply(append.events());
            }
            projections.executeBatches();
        }
        List<ExecutedCommand> commands =
                batches.stream().flatMap(Append::executed).toList();
        if (!commands.isEmpty()) {
            JdbcCommandStore.insert(connection, commands);
        }
    }

    /**
     * A database without disk space has already rolled back, so this rollback fails too; the first failure is the one
     * to report.
     */
    private static void rollback(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static void bind(PreparedStatement insert, RecordedEvent event) throws SQLException {
        insert.setString(1, event.run().value());
        insert.setLong(2, event.seq());
        insert.setLong(3, event.at().toEpochMilli());
        insert.setString(4, EventCodec.typeOf(event.event()));
        insert.setString(5, PortableText.escapeJson(EventCodec.writeFields(event.event())));
    }

    @Override
    public List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
        return query(
                SELECT_EVENTS + " FROM run_event e WHERE e.run_id = ? AND e.seq > ? ORDER BY e.seq LIMIT " + limit,
                StoredEvent::read,
                run.value(),
                seq);
    }

    @Override
    public List<RecordedEvent> readTypes(RunId run, Set<Class<? extends RunEvent>> types) {
        return query(
                SELECT_EVENTS + " FROM run_event e WHERE e.run_id = ?" + typeCondition(types) + " ORDER BY e.seq",
                StoredEvent::read,
                run.value());
    }

    @Override
    public List<RecordedEvent> readTypes(Query runs, Set<Class<? extends RunEvent>> types) {
        var arguments = new ArrayList<>();
        String selected = RunSelection.sql("SELECT run.id, run.created_at FROM run", runs, arguments);
        return query(
                SELECT_EVENTS + " FROM (" + selected + ") r JOIN run_event e ON e.run_id = r.id" + " WHERE 1 = 1"
                        + typeCondition(types) + " ORDER BY r.created_at DESC, r.id DESC, e.seq",
                StoredEvent::read,
                arguments.toArray());
    }

    /** Type names are constants of the code, so they may stand in the statement. */
    private static String typeCondition(Set<Class<? extends RunEvent>> types) {
        return types.stream()
                .map(type -> "'" + EventCodec.typeOf(type) + "'")
                .sorted()
                .collect(Collectors.joining(", ", " AND e.type IN (", ")"));
    }

    @Override
    public Optional<Run> find(RunId run) {
        return query(SELECT_RUNS + " WHERE run.id = ?", RunProjections::readRun, run.value()).stream()
                .findFirst();
    }

    @Override
    public List<Run> findByPrefix(String prefix, int limit) {
        return query(
                SELECT_RUNS + " WHERE substr(run.id, 1, " + prefix.length() + ") = ?" + RunSelection.NEWEST_FIRST
                        + limit,
                RunProjections::readRun,
                prefix);
    }

    @Override
    public List<Run> list(Query query) {
        var arguments = new ArrayList<>();
        return query(RunSelection.sql(SELECT_RUNS, query, arguments), RunProjections::readRun, arguments.toArray());
    }

    @Override
    public List<Conversation> conversations(Optional<String> project, int limit) {
        String filter = project.isPresent() ? " WHERE project_id = ?" : "";
        return query(
                "SELECT s.session_id, s.project_id, project.name, project.path, s.runs, s.first_at, s.last_at, l.id, l.state,"
                        + " l.command, f.prompt FROM (SELECT session_id, project_id, COUNT(*) AS runs,"
                        + " MIN(created_at) AS first_at, MAX(COALESCE(finished_at, created_at)) AS last_at,"
                        + " MIN(id) AS first_id, MAX(id) AS last_id FROM run" + filter
                        + " GROUP BY session_id, project_id) s"
                        + " JOIN run f ON f.id = s.first_id JOIN run l ON l.id = s.last_id"
                        + " LEFT JOIN project ON project.id = s.project_id"
                        + " ORDER BY s.last_at DESC, s.session_id DESC LIMIT " + Math.max(1, limit),
                RunProjections::readConversation,
                project.stream().toArray());
    }

    @Override
    public List<Run> unfinished() {
        return ownRuns("'queued', 'running'");
    }

    @Override
    public List<Run> waiting() {
        return ownRuns("'waiting'");
    }

    private List<Run> ownRuns(String states) {
        return query(
                SELECT_RUNS + " WHERE state IN (" + states + ") AND node = ? ORDER BY run.created_at, run.id",
                RunProjections::readRun,
                nodeName);
    }

    @Override
    public boolean owns(RunId run) {
        return !query(
                        "SELECT node FROM run WHERE id = ? AND node = ?",
                        rows -> rows.getString(1),
                        run.value(),
                        nodeName)
                .isEmpty();
    }

    @Override
    public List<Effect> effects(RunId run) {
        return query(
                "SELECT call_id, tool, state FROM effect WHERE run_id = ? ORDER BY position, call_id",
                rows -> new Effect(
                        run,
                        rows.getString(1),
                        rows.getString(2),
                        EnumCodec.read(rows.getString(3), Effect.State.class)),
                run.value());
    }

    private interface RowMapper<T> {
        T mapRow(ResultSet rows) throws SQLException;
    }

    private <T> List<T> query(String sql, RowMapper<T> mapper, Object... arguments) {
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                select.setObject(i + 1, arguments[i]);
            }
            var results = new ArrayList<T>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    results.add(mapper.mapRow(rows));
                }
            }
            return results;
        } catch (SQLException e) {
            throw StorageErrors.translate(e, "read the journal");
        }
    }
}
