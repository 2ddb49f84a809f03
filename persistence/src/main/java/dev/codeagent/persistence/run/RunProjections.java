package dev.codeagent.persistence.run;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.run.Usage;
import dev.codeagent.persistence.text.StoredText;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that follow from events: runs and effects, written in the events' own transaction. What a commit changes is
 * collected and sent statement by statement in a fixed order, because each trip to a database server costs more than the
 * work there: a row is made before it is changed, and a run is at work before it is over.
 */
final class RunProjections implements AutoCloseable {
    private static final String CREATE = "INSERT INTO run (id, project_id, session_id, caller, command, prompt, state,"
            + " created_at, input_tokens, output_tokens, cached_tokens, last_seq, node)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?)";
    private static final String START = "UPDATE run SET state = ? WHERE id = ?";
    private static final String USE =
            "UPDATE run SET input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,"
                    + " cached_tokens = cached_tokens + ? WHERE id = ?";
    private static final String FINISH =
            "UPDATE run SET state = ?, finished_at = ?, cost_usd = ?, error = ? WHERE id = ?";
    private static final String INTEND =
            "INSERT INTO effect (run_id, call_id, position, tool, state) VALUES (?, ?, ?, ?, ?)";
    private static final String SETTLE = "UPDATE effect SET state = ? WHERE run_id = ? AND call_id = ?";
    private static final String NUMBER = "UPDATE run SET last_seq = ? WHERE id = ?";
    private static final String RESUME = "UPDATE run SET state = ? WHERE id = ? AND state = ?";
    private static final List<String> ORDER = List.of(CREATE, START, RESUME, USE, FINISH, INTEND, SETTLE, NUMBER);

    private final Connection connection;
    private final String node;
    private final Map<String, PreparedStatement> batches = new HashMap<>();

    RunProjections(Connection connection, String node) {
        this.connection = connection;
        this.node = node;
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement batch : batches.values()) {
            batch.close();
        }
    }

    /** Collects what follows from the events of one run, in order. */
    void apply(List<RecordedEvent> events) throws SQLException {
        for (RecordedEvent recorded : events) {
            String run = recorded.run().value();
            switch (recorded.event()) {
                case RunEvent.Created e -> create(recorded, e);
                case RunEvent.Started e -> add(START, name(RunState.RUNNING), run);
                case RunEvent.ApprovalRequested e -> add(START, name(RunState.WAITING), run);
                case RunEvent.ApprovalAnswered e -> resume(run);
                case RunEvent.CancelRequested e -> resume(run);
                case RunEvent.TurnFinished e -> use(run, e.usage());
                case RunEvent.ToolCalled e
                when e.mutating() -> add(INTEND, run, e.call(), recorded.seq(), e.tool(), "intended");
                case RunEvent.ToolFinished e -> add(SETTLE, e.outcome(), run, e.call());
                case RunEvent.Finished e ->
                    add(
                            FINISH,
                            name(e.state()),
                            recorded.at().toEpochMilli(),
                            emptyToNull(e.costUsd()),
                            emptyToNull(e.error()),
                            run);
                default -> {}
            }
        }
        RecordedEvent last = events.getLast();
        add(NUMBER, last.seq(), last.run().value());
    }

    /** Sends what was collected. */
    void write() throws SQLException {
        for (String sql : ORDER) {
            PreparedStatement batch = batches.get(sql);
            if (batch != null) {
                batch.executeBatch();
            }
        }
    }

    private void create(RecordedEvent recorded, RunEvent.Created e) throws SQLException {
        add(
                CREATE,
                recorded.run().value(),
                e.project(),
                e.session(),
                e.caller(),
                e.command(),
                StoredText.write(e.prompt()),
                name(RunState.QUEUED),
                recorded.at().toEpochMilli(),
                recorded.seq(),
                node);
    }

    /** A run that waits goes back to those that are to be worked; another stays what it is. */
    private void resume(String run) throws SQLException {
        add(RESUME, name(RunState.QUEUED), run, name(RunState.WAITING));
    }

    private void use(String run, Usage usage) throws SQLException {
        add(USE, usage.inputTokens(), usage.outputTokens(), usage.cachedTokens(), run);
    }

    private void add(String sql, Object... arguments) throws SQLException {
        PreparedStatement batch = batches.get(sql);
        if (batch == null) {
            batch = connection.prepareStatement(sql);
            batches.put(sql, batch);
        }
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] == null) {
                batch.setNull(i + 1, Types.VARCHAR);
            } else {
                batch.setObject(i + 1, arguments[i]);
            }
        }
        batch.addBatch();
    }

    private static String name(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : StoredText.write(text);
    }

    static Run read(ResultSet r) throws SQLException {
        long finished = r.getLong("finished_at");
        Optional<Instant> finishedAt = r.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finished));
        return new Run(
                new RunId(r.getString("id")),
                new ProjectId(r.getString("project_id")),
                new SessionId(r.getString("session_id")),
                r.getString("caller"),
                r.getString("command"),
                StoredText.read(r.getString("prompt")),
                RunState.valueOf(r.getString("state").toUpperCase(Locale.ROOT)),
                Instant.ofEpochMilli(r.getLong("created_at")),
                finishedAt,
                new Usage(r.getLong("input_tokens"), r.getLong("output_tokens"), r.getLong("cached_tokens")),
                Optional.ofNullable(r.getString("cost_usd")).map(BigDecimal::new),
                Optional.ofNullable(r.getString("error")).map(StoredText::read),
                r.getLong("last_seq"));
    }
}
