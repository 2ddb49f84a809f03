package dev.codeagent.tests.system.upgrade;

import dev.codeagent.persistence.schema.DatabaseType;
import java.util.Map;
import javax.sql.DataSource;

/** The upgrade on SQLite; the database is a file of the data directory. */
class UpgradeTest extends UpgradeContract {

    @Override
    UpgradeDatabase openDatabase(UpgradeFixture fixture) {
        DataSource source = DatabaseType.SQLITE.createDataSource(
                "jdbc:sqlite:" + fixture.data().resolve("codeagent.db"), "", "");
        return new UpgradeDatabase(source, Map.of());
    }

    @Override
    String archive() {
        return "sqlite";
    }
}
