package dev.codeagent.bench.accounting;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.bench.journal.ConnectionPool;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.persistence.accounting.JdbcBudgetStore;
import dev.codeagent.persistence.accounting.JdbcUsageStore;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import dev.codeagent.providers.accounting.BudgetGate;
import dev.codeagent.providers.accounting.PriceList;
import dev.codeagent.providers.accounting.RateLimits;
import dev.codeagent.providers.accounting.RunLedger;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A journal on disk, with the usage and the budgets that the server derives from it. */
final class AccountingDatabase implements AutoCloseable {
    static final String PROJECT = "p-1";
    private static final String CALLER = "local";
    private static final String SETTINGS =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL";

    private final ConnectionPool pool;
    private final EventHub hub;

    private AccountingDatabase(ConnectionPool pool) {
        this.pool = pool;
        this.hub = new EventHub(new JdbcRunJournal(pool.dataSource(), ""), Clock.systemUTC());
    }

    static AccountingDatabase open(Path file) {
        java.util.logging.Logger.getLogger("org.flywaydb").setLevel(java.util.logging.Level.WARNING);
        var pool = new ConnectionPool(DatabaseType.SQLITE.createDataSource("jdbc:sqlite:" + file + SETTINGS, "", ""));
        MainDatabase.migrate(DatabaseType.SQLITE, pool.dataSource());
        return new AccountingDatabase(pool);
    }

    BudgetStore budgets(BudgetDefaults defaults) {
        return new JdbcBudgetStore(pool.dataSource(), defaults);
    }

    UsageStore usage() {
        return new JdbcUsageStore(pool.dataSource());
    }

    BigDecimal spent(BudgetId id) {
        return budgets(BudgetDefaults.NONE).list(Instant.now()).stream()
                .filter(b -> b.id().equals(id.toString()))
                .findFirst()
                .orElseThrow()
                .spentUsd();
    }

    /** Accounting at the prices in the configurations of the providers. */
    RunLedger.Accounting accounting(RateLimits limits) {
        return new RunLedger.Accounting(
                PriceList::configured,
                limits,
                new BudgetGate(budgets(BudgetDefaults.NONE), Clock.systemUTC()),
                p -> false);
    }

    /**
     * Begins a run and returns its account.
     *
     * @param listener gets the events of the run when they are stored
     */
    RunLedger openRun(RunId run, RunLedger.Accounting accounting, Consumer<RunEvent> listener) {
        hub.open(
                run,
                new RunEvent.Created(
                        PROJECT,
                        "s",
                        CALLER,
                        "/plan",
                        List.of(),
                        "x",
                        List.of(AgentName.PLANNING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        return new RunLedger(new RunLedger.Owner(run.value(), PROJECT, CALLER), accounting, event -> {
            hub.publish(run, event);
            listener.accept(event);
        });
    }

    @Override
    public void close() throws Exception {
        pool.close();
    }
}
