package dev.codeagent.persistence.run;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.Conversation;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal.Effect;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.run.VerdictOutcome;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.persistence.accounting.ModelCallProjection;
import dev.codeagent.persistence.text.PortableText;
import dev.codeagent.persistence.webhook.WebhookDeliveryProjection;
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
import org.jspecify.annotations.Nullable;

/**
 * The rows that are derived from events: runs and effects, written in the transaction of the events. Changes are
 * collected and sent as one batch per statement, because a round trip to a database server costs more than the work
 * there. The order of the statements is fixed: a row is inserted before it is updated, and a run gets its state before
 * it is finished.
 */
final class RunProjections implements AutoCloseable {
    private static final String INSERT_RUN =
            "INSERT INTO run (id, project_id, session_id, caller, command, prompt, state,"
                    + " created_at, input_tokens, output_tokens, cached_tokens, last_seq, node)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?)";
    private static final String UPDATE_STATE = "UPDATE run SET state = ? WHERE id = ?";
    private static final String ADD_USAGE =
            "UPDATE run SET input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,"
                    + " cached_tokens = cached_tokens + ?, cache_write_tokens = cache_write_tokens + ?,"
                    + " reasoning_tokens = reasoning_tokens + ? WHERE id = ?";
    private static final String FINISH_RUN =
            "UPDATE run SET state = ?, finished_at = ?, cost_usd = ?, error = ? WHERE id = ?";
    private static final String INSERT_EFFECT =
            "INSERT INTO effect (run_id, call_id, position, tool, state) VALUES (?, ?, ?, ?, ?)";
    private static final String UPDATE_EFFECT = "UPDATE effect SET state = ? WHERE run_id = ? AND call_id = ?";
    private static final String UPDATE_VERDICT = "UPDATE run SET verdict = ? WHERE id = ?";
    private static final String UPDATE_PATCH = "UPDATE run SET patch = ? WHERE id = ?";
    private static final String UPDATE_PATCH_UNLESS = "UPDATE run SET patch = ? WHERE id = ? AND patch <> ?";
    private static final String UPDATE_LAST_SEQ = "UPDATE run SET last_seq = ? WHERE id = ?";
    private static final String UPDATE_STATE_IF = "UPDATE run SET state = ? WHERE id = ? AND state = ?";
    private static final List<String> STATEMENT_ORDER = List.of(
            INSERT_RUN,
            UPDATE_STATE,
            UPDATE_STATE_IF,
            ADD_USAGE,
            UPDATE_VERDICT,
            UPDATE_PATCH,
            UPDATE_PATCH_UNLESS,
            FINISH_RUN,
            INSERT_EFFECT,
            UPDATE_EFFECT,
            UPDATE_LAST_SEQ);

    private final Connection connection;
    private final String nodeName;
    private final ModelCallProjection modelCalls;
    private final SessionOwners sessionOwners;
    private final WebhookDeliveryProjection webhooks;
    private final Map<String, PreparedStatement> batches = new HashMap<>();

    RunProjections(Connection connection, String nodeName, BudgetDefaults budgetDefaults) {
        this.connection = connection;
        this.nodeName = nodeName;
        this.modelCalls = new ModelCallProjection(connection, budgetDefaults);
        this.sessionOwners = new SessionOwners(connection);
        this.webhooks = new WebhookDeliveryProjection(connection);
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement batch : batches.values()) {
            batch.close();
        }
    }

    /** Collects the changes that follow from the events of one run, in order. */
    void apply(List<RecordedEvent> events) throws SQLException {
        for (RecordedEvent recorded : events) {
            String run = recorded.run().value();
            modelCalls.apply(recorded);
            webhooks.apply(recorded);
            switch (recorded.event()) {
                case RunEvent.Created e -> insertRun(recorded, e);
                case RunEvent.Started e -> addToBatch(UPDATE_STATE, stateName(RunState.RUNNING), run);
                case RunEvent.ApprovalRequested e -> addToBatch(UPDATE_STATE, stateName(RunState.WAITING), run);
                case RunEvent.ApprovalAnswered e -> requeueIfWaiting(run);
                case RunEvent.BudgetReached e -> addToBatch(UPDATE_STATE, stateName(RunState.WAITING), run);
                case RunEvent.BudgetAvailable e -> requeueIfWaiting(run);
                case RunEvent.CancelRequested e -> requeueIfWaiting(run);
                case RunEvent.TurnFinished e -> addUsage(run, e.usage());
                case RunEvent.ToolCalled e
                when e.mutating() ->
                    addToBatch(
                            INSERT_EFFECT, run, e.call(), recorded.seq(), e.tool(), stateName(Effect.State.INTENDED));
                case RunEvent.ToolFinished e ->
                    addToBatch(UPDATE_EFFECT, stateName(Effect.State.of(e.outcome())), run, e.call());
                case RunEvent.VerdictReached e ->
                    addToBatch(UPDATE_VERDICT, stateName(VerdictOutcome.of(e.verdict())), run);
                case RunEvent.DiffReady e -> addToBatch(UPDATE_PATCH, stateName(patchState(e, events)), run);
                case RunEvent.ChangesUndone e -> addToBatch(UPDATE_PATCH, stateName(PatchState.UNDONE), run);
                case RunEvent.PatchResolved e -> resolvePatch(patchState(e), run);
                case RunEvent.Finished e ->
                    addToBatch(
                            FINISH_RUN,
                            stateName(e.state()),
                            recorded.at().toEpochMilli(),
                            emptyToNull(e.costUsd()),
                            emptyToNull(e.error()),
                            run);
                default -> {}
            }
        }
        RecordedEvent last = events.getLast();
        addToBatch(UPDATE_LAST_SEQ, last.seq(), last.run().value());
    }

    /**
     * Sends the collected changes.
     *
     * @throws dev.codeagent.api.error.AgentException BUDGET_REACHED if a model call does not fit into a budget
     */
    void executeBatches() throws SQLException {
        modelCalls.finish();
        for (String sql : STATEMENT_ORDER) {
            PreparedStatement batch = batches.get(sql);
            if (batch != null) {
                batch.executeBatch();
            }
        }
        webhooks.finish();
    }

    /** A diff without a file follows an undo of everything, in the same append, or is that of a run without changes. */
    private static PatchState patchState(RunEvent.DiffReady diff, List<RecordedEvent> events) {
        if (!diff.files().isEmpty()) {
            return PatchState.OPEN;
        }
        boolean undone = events.stream().anyMatch(e -> e.event() instanceof RunEvent.ChangesUndone);
        return undone ? PatchState.UNDONE : PatchState.NONE;
    }

    /** To apply what was undone means to take it out of the working tree: it stays undone. */
    private void resolvePatch(PatchState state, String run) throws SQLException {
        if (state == PatchState.DISCARDED) {
            addToBatch(UPDATE_PATCH, stateName(state), run);
        } else {
            addToBatch(UPDATE_PATCH_UNLESS, stateName(state), run, stateName(PatchState.UNDONE));
        }
    }

    private static PatchState patchState(RunEvent.PatchResolved resolved) {
        return switch (resolved.outcome()) {
            case APPLIED -> PatchState.APPLIED;
            case DISCARDED -> PatchState.DISCARDED;
            case APPLIED_PART, UNKNOWN -> PatchState.OPEN;
        };
    }

    private void insertRun(RecordedEvent recorded, RunEvent.Created e) throws SQLException {
        sessionOwners.require(e.session(), e.project());
        addToBatch(
                INSERT_RUN,
                recorded.run().value(),
                e.project(),
                e.session(),
                e.caller(),
                e.command(),
                PortableText.encode(e.prompt()),
                stateName(RunState.QUEUED),
                recorded.at().toEpochMilli(),
                recorded.seq(),
                nodeName);
    }

    /** Sets a waiting run to queued; other states do not change. */
    private void requeueIfWaiting(String run) throws SQLException {
        addToBatch(UPDATE_STATE_IF, stateName(RunState.QUEUED), run, stateName(RunState.WAITING));
    }

    private void addUsage(String run, Usage usage) throws SQLException {
        addToBatch(
                ADD_USAGE,
                usage.inputTokens(),
                usage.outputTokens(),
                usage.cachedTokens(),
                usage.cacheWriteTokens(),
                usage.reasoningTokens(),
                run);
    }

    private void addToBatch(String sql, @Nullable Object... arguments) throws SQLException {
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

    private static String stateName(Enum<?> state) {
        return EnumCodec.write(state);
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : PortableText.encode(text);
    }

    static Run readRun(ResultSet r) throws SQLException {
        long finished = r.getLong("finished_at");
        Optional<Instant> finishedAt = r.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finished));
        return new Run(
                new RunId(r.getString("id")),
                new ProjectId(r.getString("project_id")),
                new SessionId(r.getString("session_id")),
                r.getString("caller"),
                r.getString("command"),
                PortableText.decode(r.getString("prompt")),
                RunState.valueOf(r.getString("state").toUpperCase(Locale.ROOT)),
                Instant.ofEpochMilli(r.getLong("created_at")),
                finishedAt,
                new Usage(
                        r.getLong("input_tokens"),
                        r.getLong("output_tokens"),
                        r.getLong("cached_tokens"),
                        r.getLong("cache_write_tokens"),
                        r.getLong("reasoning_tokens")),
                Optional.ofNullable(r.getString("cost_usd")).map(BigDecimal::new),
                Optional.ofNullable(r.getString("error")).map(PortableText::decode),
                r.getLong("last_seq"),
                Optional.ofNullable(r.getString("verdict")).map(v -> EnumCodec.read(v, VerdictOutcome.class)),
                EnumCodec.read(r.getString("patch"), PatchState.class),
                Optional.ofNullable(r.getString("project_name")).map(PortableText::decode),
                Optional.ofNullable(r.getString("project_path")).map(PortableText::decode));
    }

    static Conversation readConversation(ResultSet r) throws SQLException {
        return new Conversation(
                new SessionId(r.getString(1)),
                new ProjectId(r.getString(2)),
                Optional.ofNullable(r.getString(3)).map(PortableText::decode),
                Optional.ofNullable(r.getString(4)).map(PortableText::decode),
                r.getLong(5),
                Instant.ofEpochMilli(r.getLong(6)),
                Instant.ofEpochMilli(r.getLong(7)),
                new RunId(r.getString(8)),
                EnumCodec.read(r.getString(9), RunState.class),
                r.getString(10),
                PortableText.decode(r.getString(11)));
    }
}
