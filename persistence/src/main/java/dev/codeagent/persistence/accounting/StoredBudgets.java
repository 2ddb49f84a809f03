package dev.codeagent.persistence.accounting;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.persistence.text.PortableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The limits of budgets: the stored one, otherwise the default of the configuration. */
final class StoredBudgets {
    private final Connection connection;
    private final BudgetDefaults defaults;

    StoredBudgets(Connection connection, BudgetDefaults defaults) {
        this.connection = connection;
        this.defaults = defaults;
    }

    /** The limit in picodollars. */
    Optional<Long> find(BudgetId id) throws SQLException {
        return findStored(id).or(() -> defaults.find(id.scope(), id.period()).map(Picodollars::ofLimit));
    }

    Optional<Long> findStored(BudgetId id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT max_spent FROM budget WHERE scope = ? AND subject = ? AND period = ?")) {
            select.setString(1, EnumCodec.write(id.scope()));
            select.setString(2, subject(id));
            select.setString(3, EnumCodec.write(id.period()));
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
            }
        }
    }

    static String subject(BudgetId id) {
        return PortableText.encode(id.subject());
    }
}
