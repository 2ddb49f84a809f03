package dev.codeagent.persistence.accounting;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Collects the changes of spending in one transaction and writes each row once, in the order of the keys. */
final class SpendingUpdate {
    private final Connection connection;
    private final Optional<StoredBudgets> limits;
    private final Map<SpendingKey, Change> changes = new TreeMap<>();
    private final Set<SpendingKey> limited = new HashSet<>();

    private record Change(long spent, long reserved) {
        Change plus(Change other) {
            return new Change(Picodollars.add(spent, other.spent), Picodollars.add(reserved, other.reserved));
        }
    }

    /** @param limits empty to accept what is beyond a limit */
    SpendingUpdate(Connection connection, Optional<StoredBudgets> limits) {
        this.connection = connection;
        this.limits = limits;
    }

    void reserve(List<SpendingKey> keys, long amount) {
        keys.forEach(key -> changes.merge(key, new Change(0, amount), Change::plus));
        if (amount > 0) {
            limited.addAll(keys);
        }
    }

    void book(List<SpendingKey> keys, long reserved, long spent) {
        keys.forEach(key -> changes.merge(key, new Change(spent, -reserved), Change::plus));
    }

    void write() throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        Map<SpendingKey, Long> sums = new HashMap<>();
        try (PreparedStatement upsert =
                connection.prepareStatement("INSERT INTO spending (scope, subject, span, spent, reserved)"
                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope, subject, span) DO UPDATE SET"
                        + " spent = spending.spent + excluded.spent, reserved = spending.reserved + excluded.reserved"
                        + " RETURNING spent, reserved")) {
            for (Map.Entry<SpendingKey, Change> entry : changes.entrySet()) {
                SpendingKey key = entry.getKey();
                upsert.setString(1, key.scopeName());
                upsert.setString(2, StoredBudgets.subject(key.budget()));
                upsert.setString(3, key.span());
                upsert.setLong(4, entry.getValue().spent());
                upsert.setLong(5, entry.getValue().reserved());
                try (ResultSet row = upsert.executeQuery()) {
                    row.next();
                    sums.put(key, Picodollars.add(row.getLong(1), row.getLong(2)));
                }
            }
        }
        checkLimits(sums);
        changes.clear();
        limited.clear();
    }

    private void checkLimits(Map<SpendingKey, Long> sums) throws SQLException {
        for (SpendingKey key : limits.isPresent() ? limited : Set.<SpendingKey>of()) {
            Optional<Long> limit = limits.get().find(key.budget());
            if (limit.isPresent() && sums.getOrDefault(key, 0L) > limit.get()) {
                throw new AgentException(
                        ErrorCode.BUDGET_REACHED, "the budget " + key.budget() + " has no room for the model call");
            }
        }
    }
}
