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

/** The migrations of one location, and how far a database has got with them. */
final class Migrations {
    private final DatabaseAddress address;
    private final boolean beside;
    private final Flyway flyway;

    private Migrations(DatabaseAddress address, boolean beside, Flyway flyway) {
        this.address = address;
        this.beside = beside;
        this.flyway = flyway;
    }

    static Migrations of(DatabaseAddress address, DataSource source, Database database, String location) {
        boolean beside = database == Database.POSTGRESQL && location.equals(Database.CREDENTIALS);
        var configuration = Flyway.configure(Migrations.class.getClassLoader())
                .configuration(Map.of())
                .dataSource(source)
                .locations(location);
        if (beside) {
            configuration
                    .table("credential_schema_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0");
        }
        return new Migrations(address, beside, configuration.load());
    }

    /**
     * Where the database stands; refused where a newer program was there, or where it is older and may not be changed.
     *
     * @param allowed whether an older schema may be changed
     */
    Standing standing(boolean allowed) {
        MigrationInfoService info = flyway.info();
        Arrays.stream(info.all())
                .filter(m -> Stream.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED)
                        .anyMatch(m.getState()::equals))
                .reduce((first, last) -> last)
                .ifPresent(newest -> {
                    throw failed(address.shown() + " has schema version " + version(newest)
                            + ", which is newer than this program; run the newer program that made it, or restore a"
                            + " backup from before");
                });
        MigrationInfo[] pending = info.pending();
        var standing = new Standing(
                version(info.current()),
                version(pending.length > 0 ? pending[pending.length - 1] : info.current()),
                beside || info.current() != null);
        if (standing.old() && !allowed) {
            throw failed(address.shown() + " has schema version " + standing.from() + ", this program needs "
                    + standing.to() + "; make a backup, then set database.migrate to true");
        }
        return standing;
    }

    MigrateResult migrate() {
        return flyway.migrate();
    }

    private static String version(MigrationInfo info) {
        return info == null || info.getVersion() == null
                ? Standing.NONE
                : info.getVersion().toString();
    }

    private static AgentException failed(String words) {
        return new AgentException(ErrorCode.STORAGE_FAILED, words);
    }

    /**
     * How far a database has got.
     *
     * @param from its schema's version, {@link #NONE} where it has no schema
     * @param to the version that this program needs
     * @param shared whether other tables may be there
     */
    record Standing(String from, String to, boolean shared) {
        static final String NONE = "none";

        boolean old() {
            return !from.equals(to);
        }

        boolean empty() {
            return from.equals(NONE);
        }
    }
}
