package dev.codeagent.persistence.accounting;

import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.persistence.text.PortableText;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Stores budgets in plain JDBC: the journal checks them in its own transaction. */
public final class JdbcBudgetStore implements BudgetStore {
    private final JdbcQueries database;
    private final BudgetDefaults defaults;

    /** @param defaults the limits of what has no stored budget */
    public JdbcBudgetStore(DataSource source, BudgetDefaults defaults) {
        this.database = new JdbcQueries(source);
        this.defaults = defaults;
    }

    @Override
    public List<Budget> list(Instant now) {
        return database.read("read the budgets", connection -> {
            var ids = new TreeSet<SpendingKey>();
            for (BudgetId id : storedIds(connection)) {
                ids.add(SpendingKey.of(id.scope(), id.subject(), id.period(), now));
            }
            ids.addAll(subjectsOfDefaults(connection, now));
            return read(connection, List.copyOf(ids));
        });
    }

    @Override
    public List<Budget> findFor(String run, String project, String caller, Instant now) {
        return database.read(
                "read the budgets", connection -> read(connection, SpendingKey.of(run, project, caller, now)));
    }

    @Override
    public void put(BudgetId id, BigDecimal limitUsd, String setBy, Instant now) {
        database.inTransaction(
                "store a budget",
                connection -> JdbcQueries.update(
                        connection,
                        "INSERT INTO budget (scope, subject, period, max_spent, set_by, set_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (scope, subject, period) DO UPDATE SET"
                                + " max_spent = excluded.max_spent, set_by = excluded.set_by, set_at = excluded.set_at",
                        EnumCodec.write(id.scope()),
                        StoredBudgets.subject(id),
                        EnumCodec.write(id.period()),
                        Picodollars.ofLimit(limitUsd),
                        PortableText.encode(setBy),
                        now.toEpochMilli()));
    }

    @Override
    public boolean remove(BudgetId id) {
        return database.inTransaction(
                        "remove a budget",
                        connection -> JdbcQueries.update(
                                connection,
                                "DELETE FROM budget WHERE scope = ? AND subject = ? AND period = ?",
                                EnumCodec.write(id.scope()),
                                StoredBudgets.subject(id),
                                EnumCodec.write(id.period())))
                > 0;
    }

    private static List<BudgetId> storedIds(Connection connection) throws SQLException {
        return JdbcQueries.query(
                connection,
                "SELECT scope, subject, period FROM budget",
                row -> new BudgetId(
                        BudgetId.parseScope(row.getString(1)),
                        PortableText.decode(row.getString(2)),
                        BudgetId.parsePeriod(row.getString(3))));
    }

    /** What the defaults limit: the runs that have not ended, and the projects and callers that spent something this month. */
    private List<SpendingKey> subjectsOfDefaults(Connection connection, Instant now) throws SQLException {
        var keys = new ArrayList<SpendingKey>();
        for (BudgetId.Scope scope : BudgetId.Scope.values()) {
            BudgetId.Period period = scope == BudgetId.Scope.RUN ? BudgetId.Period.TOTAL : BudgetId.Period.MONTH;
            if (defaults.find(scope, period).isPresent()) {
                String condition = scope == BudgetId.Scope.RUN
                        ? " AND subject IN (SELECT id FROM run WHERE state IN ('queued', 'running', 'waiting'))"
                        : "";
                keys.addAll(JdbcQueries.query(
                        connection,
                        "SELECT subject FROM spending WHERE scope = ? AND span = ?" + condition,
                        row -> SpendingKey.of(scope, PortableText.decode(row.getString(1)), period, now),
                        EnumCodec.write(scope),
                        BudgetId.span(period, now)));
            }
        }
        if (defaults.serverMonth().isPresent()) {
            keys.add(SpendingKey.of(BudgetId.Scope.SERVER, BudgetId.SERVER, BudgetId.Period.MONTH, now));
        }
        return keys;
    }

    private List<Budget> read(Connection connection, List<SpendingKey> keys) throws SQLException {
        var limits = new StoredBudgets(connection, defaults);
        var budgets = new ArrayList<Budget>();
        for (SpendingKey key : keys) {
            Optional<Long> stored = limits.findStored(key.budget());
            Optional<Long> limit = limits.find(key.budget());
            if (limit.isPresent()) {
                budgets.add(read(connection, key, limit.get(), stored.isPresent() ? "stored" : "configuration"));
            }
        }
        return budgets;
    }

    private static Budget read(Connection connection, SpendingKey key, long limit, String source) throws SQLException {
        return JdbcQueries.query(
                        connection,
                        "SELECT spent, reserved FROM spending WHERE scope = ? AND subject = ? AND span = ?",
                        row -> budget(key, limit, source, row.getLong(1), row.getLong(2)),
                        key.scopeName(),
                        StoredBudgets.subject(key.budget()),
                        key.span())
                .stream()
                .findFirst()
                .orElseGet(() -> budget(key, limit, source, 0, 0));
    }

    private static Budget budget(SpendingKey key, long limit, String source, long spent, long reserved) {
        return new Budget(
                key.budget().toString(),
                Picodollars.toDollars(limit),
                source,
                key.span(),
                Picodollars.toDollars(spent),
                Picodollars.toDollars(reserved));
    }
}
