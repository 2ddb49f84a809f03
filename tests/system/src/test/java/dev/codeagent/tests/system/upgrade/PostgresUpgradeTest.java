package dev.codeagent.tests.system.upgrade;

import dev.codeagent.bench.harness.ServerDatabase;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import java.io.IOException;

/** The upgrade on PostgreSQL; the database is made from a dump. */
class PostgresUpgradeTest extends UpgradeContract {

    @Override
    UpgradeDatabase openDatabase(UpgradeFixture fixture) throws IOException {
        String database = EmbeddedDatabase.create();
        EmbeddedDatabase.execute(database, fixture.read(UpgradeFixture.DATABASE_DUMP));
        return new UpgradeDatabase(EmbeddedDatabase.dataSource(database), ServerDatabase.environment(database));
    }

    @Override
    String archive() {
        return "postgresql";
    }
}
