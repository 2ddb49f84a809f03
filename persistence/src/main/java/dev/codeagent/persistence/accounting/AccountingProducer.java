package dev.codeagent.persistence.accounting;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.persistence.schema.MainDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Produces the stores of usage and budgets on the main database. Do not call them inside a container transaction. */
@ApplicationScoped
public class AccountingProducer {

    @Produces
    @Singleton
    public BudgetDefaults budgetDefaults() {
        return new BudgetDefaults(
                amount("budgets.runUsd"),
                amount("budgets.projectMonthUsd"),
                amount("budgets.callerMonthUsd"),
                amount("budgets.monthUsd"));
    }

    @Produces
    @ApplicationScoped
    public UsageStore usage(MainDatabase mainDatabase) {
        return new JdbcUsageStore(mainDatabase.dataSource());
    }

    @Produces
    @ApplicationScoped
    public BudgetStore budgets(MainDatabase mainDatabase, BudgetDefaults defaults) {
        return new JdbcBudgetStore(mainDatabase.dataSource(), defaults);
    }

    private static Optional<BigDecimal> amount(String key) {
        return ConfigProvider.getConfig().getOptionalValue(key, String.class).map(BigDecimal::new);
    }
}
