package dev.codeagent.persistence.dashboard;

import dev.codeagent.api.accounting.BudgetDefaults;
import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.api.accounting.UsageStore;
import dev.codeagent.api.dashboard.DashboardStore;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.accounting.JdbcBudgetStore;
import dev.codeagent.persistence.accounting.JdbcUsageStore;
import dev.codeagent.persistence.contract.DashboardContract;
import dev.codeagent.persistence.run.JdbcRunJournal;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteDashboardTest extends DashboardContract {
    @TempDir
    Path folder;

    private SQLiteDataSource source;

    @BeforeEach
    void migrate() {
        source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("codeagent.db")
                + "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE");
        MainDatabase.migrate(DatabaseType.SQLITE, source);
    }

    @Override
    protected RunJournal journal(BudgetDefaults defaults) {
        return new JdbcRunJournal(source, "", defaults);
    }

    @Override
    protected UsageStore usage() {
        return new JdbcUsageStore(source);
    }

    @Override
    protected BudgetStore budgets(BudgetDefaults defaults) {
        return new JdbcBudgetStore(source, defaults);
    }

    @Override
    protected DashboardStore dashboards() {
        return new JdbcDashboardStore(source);
    }
}
