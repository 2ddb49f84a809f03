package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.MigrateResult;

/** The migrations of one location and their status in a database. */
final class Migrations {
    private final DatabaseAddress address;
    private final boolean sharedSchema;
    private final Flyway flyway;

    private Migrations(DatabaseAddress address, boolean sharedSchema, Flyway flyway) {
        this.address = address;
        this.sharedSchema = sharedSchema;
        this.flyway = flyway;
    }

    static Migrations of(DatabaseAddress address, DataSource source, DatabaseType database, String location) {
        boolean sharedSchema =
                database == DatabaseType.POSTGRESQL && location.equals(DatabaseType.CREDENTIALS_LOCATION);
        var configuration = Flyway.configure(Migrations.class.getClassLoader())
                .configuration(Map.of())
                .dataSource(source)
                .locations(location);
        if (sharedSchema) {
            configuration
                    .table("credential_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0");
        }
        return new Migrations(address, sharedSchema, configuration.load());
    }

    /**
     * Returns the status of the database.
     *
     * @param migrationAllowed whether an older schema may be changed
     * @throws AgentException STORAGE_FAILED if a newer program has migrated the database, or if it is older and must
     * not be changed
     */
    MigrationStatus status(boolean migrationAllowed) {
        MigrationInfoService info = flyway.info();
        Arrays.stream(info.all())
                .filter(m -> Stream.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED)
                        .anyMatch(m.getState()::equals))
                .reduce((first, last) -> last)
                .ifPresent(newest -> {
                    throw failed(address.displayName() + " has schema version " + version(newest)
                            + ", which is newer than this program; run the program that migrated it, or restore an"
                            + " older backup");
                });
        MigrationInfo[] pending = info.pending();
        var status = new MigrationStatus(
                version(info.current()),
                version(pending.length > 0 ? pending[pending.length - 1] : info.current()),
                sharedSchema || info.current() != null);
        if (status.isOutdated() && !migrationAllowed) {
            throw failed(
                    address.displayName() + " has schema version " + status.currentVersion() + ", this program needs "
                            + status.requiredVersion() + "; make a backup, then set database.migrate to true");
        }
        return status;
    }

    MigrateResult migrate() {
        return flyway.migrate();
    }

    private static String version(MigrationInfo info) {
        return info == null || info.getVersion() == null
                ? MigrationStatus.NONE
                : info.getVersion().toString();
    }

    private static AgentException failed(String message) {
        return new AgentException(ErrorCode.STORAGE_FAILED, message);
    }

    /**
     * The schema version of a database.
     *
     * @param currentVersion its schema version, {@link #NONE} without a schema
     * @param requiredVersion the version that this program needs
     * @param sharedSchema whether other tables may be there
     */
    record MigrationStatus(String currentVersion, String requiredVersion, boolean sharedSchema) {
        static final String NONE = "none";

        boolean isOutdated() {
            return !currentVersion.equals(requiredVersion);
        }

        boolean isEmpty() {
            return currentVersion.equals(NONE);
        }
    }
}
