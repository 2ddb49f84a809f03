package dev.codeagent.persistence.accounting;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.ModelCall;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.persistence.text.PortableText;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of model calls, and what runs, projects and callers spent, derived from events in their transaction. A call is
 * booked once: a second booking changes nothing. An answer of the response cache is a row that nobody pays. When a run ends, its calls in flight are booked at their reservations.
 */
public final class ModelCallProjection {
    static final String RESERVED = "reserved";

    private final Connection connection;
    private final SpendingUpdate spending;

    /** @param defaults the limits of what has no stored budget */
    public ModelCallProjection(Connection connection, BudgetDefaults defaults) {
        this(connection, new SpendingUpdate(connection, Optional.of(new StoredBudgets(connection, defaults))));
    }

    /** A projection that accepts calls beyond all limits. */
    static ModelCallProjection withoutLimits(Connection connection) {
        return new ModelCallProjection(connection, new SpendingUpdate(connection, Optional.empty()));
    }

    private ModelCallProjection(Connection connection, SpendingUpdate spending) {
        this.connection = connection;
        this.spending = spending;
    }

    /** Changes the row of the call; the changes of spending are collected. */
    public void apply(RecordedEvent recorded) throws SQLException {
        switch (recorded.event()) {
            case RunEvent.UsageReserved e -> reserve(recorded, e);
            case RunEvent.UsageBooked e
            when e.status() == BookingStatus.CACHED ->
                insert(recorded, e.call(), EnumCodec.write(e.status()), e.usage(), Optional.of(BigDecimal.ZERO));
            case RunEvent.UsageBooked e -> book(recorded, e);
            case RunEvent.Finished e -> bookOpenCalls(recorded.run().value());
            default -> {}
        }
    }

    /**
     * Writes the collected changes of spending.
     *
     * @throws dev.codeagent.api.error.AgentException BUDGET_REACHED if a reservation does not fit into a budget; the
     *     transaction must be rolled back then
     */
    public void finish() throws SQLException {
        spending.write();
    }

    private void reserve(RecordedEvent recorded, RunEvent.UsageReserved e) throws SQLException {
        ModelCall call = e.call();
        insert(recorded, call, RESERVED, e.usage(), e.costUsd());
        spending.reserve(
                SpendingKey.of(recorded.run().value(), call.project(), call.caller(), recorded.at()),
                e.costUsd().map(Picodollars::ofCall).orElse(0L));
    }

    private void insert(RecordedEvent recorded, ModelCall call, String status, Usage usage, Optional<BigDecimal> cost)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO model_call (run_id, call_id, at, day, project_id, caller, agent, provider, model, status,"
                        + " input_tokens, output_tokens, cached_tokens, cache_write_tokens, reasoning_tokens, cost) VALUES"
                        + " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, recorded.run().value());
            insert.setString(2, PortableText.encode(call.id()));
            insert.setLong(3, recorded.at().toEpochMilli());
            insert.setString(
                    4, LocalDate.ofInstant(recorded.at(), ZoneOffset.UTC).toString());
            insert.setString(5, call.project());
            insert.setString(6, PortableText.encode(call.caller()));
            insert.setString(7, call.agent());
            insert.setString(8, call.provider());
            insert.setString(9, PortableText.encode(call.model()));
            insert.setString(10, status);
            bind(insert, 11, usage, cost);
            insert.executeUpdate();
        }
    }

    private void book(RecordedEvent recorded, RunEvent.UsageBooked e) throws SQLException {
        String run = recorded.run().value();
        for (OpenCall open : findOpenCalls(run, Optional.of(e.call().id()))) {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE model_call SET status = ?, input_tokens = ?, output_tokens = ?,"
                            + " cached_tokens = ?, cache_write_tokens = ?, reasoning_tokens = ?, cost = ?,"
                            + " finished_at = ? WHERE run_id = ? AND call_id = ?")) {
                update.setString(1, EnumCodec.write(e.status()));
                bind(update, 2, e.usage(), e.costUsd());
                update.setLong(8, recorded.at().toEpochMilli());
                update.setString(9, run);
                update.setString(10, open.id());
                update.executeUpdate();
            }
            spending.book(
                    open.keys(run),
                    open.cost(),
                    e.costUsd().map(Picodollars::ofCall).orElse(0L));
        }
    }

    private void bookOpenCalls(String run) throws SQLException {
        List<OpenCall> openCalls = findOpenCalls(run, Optional.empty());
        for (OpenCall open : openCalls) {
            spending.book(open.keys(run), open.cost(), open.cost());
        }
        if (!openCalls.isEmpty()) {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE model_call SET status = ? WHERE run_id = ? AND status = ?")) {
                update.setString(1, EnumCodec.write(BookingStatus.UNCONFIRMED));
                update.setString(2, run);
                update.setString(3, RESERVED);
                update.executeUpdate();
            }
        }
    }

    private record OpenCall(String id, Instant at, String project, String caller, long cost) {
        List<SpendingKey> keys(String run) {
            return SpendingKey.of(run, project, caller, at);
        }
    }

    private List<OpenCall> findOpenCalls(String run, Optional<String> call) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT call_id, at, project_id, caller, cost FROM model_call"
                        + " WHERE run_id = ? AND status = ?" + (call.isPresent() ? " AND call_id = ?" : ""))) {
            select.setString(1, run);
            select.setString(2, RESERVED);
            if (call.isPresent()) {
                select.setString(3, PortableText.encode(call.get()));
            }
            var open = new ArrayList<OpenCall>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    open.add(new OpenCall(
                            rows.getString(1),
                            Instant.ofEpochMilli(rows.getLong(2)),
                            rows.getString(3),
                            PortableText.decode(rows.getString(4)),
                            rows.getLong(5)));
                }
            }
            return open;
        }
    }

    private static void bind(PreparedStatement statement, int first, Usage usage, Optional<BigDecimal> cost)
            throws SQLException {
        statement.setLong(first, usage.inputTokens());
        statement.setLong(first + 1, usage.outputTokens());
        statement.setLong(first + 2, usage.cachedTokens());
        statement.setLong(first + 3, usage.cacheWriteTokens());
        statement.setLong(first + 4, usage.reasoningTokens());
        if (cost.isPresent()) {
            statement.setLong(first + 5, Picodollars.ofCall(cost.get()));
        } else {
            statement.setNull(first + 5, Types.BIGINT);
        }
    }
}
