package dev.codeagent.persistence.sqlite;

import dev.codeagent.api.run.RunJournal;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.sqlite.SQLiteDataSource;

/** Takes snapshots of the SQLite databases in the data directory; does nothing for other databases. */
@ApplicationScoped
public class SnapshotScheduler {
    private static final Logger LOG = Logger.getLogger(SnapshotScheduler.class.getName());
    private static final String SQLITE_PREFIX = "jdbc:sqlite:";
    private static final String MAIN_DATABASE_KEY = "codeagent.db.url";
    private static final long WAL_LIMIT = 32L << 20;

    private final Map<String, DatabaseSnapshotter> snapshotters = new HashMap<>();

    @Resource
    private ManagedScheduledExecutorService scheduler;

    private Optional<ScheduledFuture<?>> maintenance = Optional.empty();

    @PostConstruct
    void start() {
        addSnapshotter(MAIN_DATABASE_KEY);
        addSnapshotter("codeagent.credentials.url");
        if (!snapshotters.isEmpty()) {
            // Changes that bypass the journal (projects, providers, keys) reach the log within a second.
            maintenance = Optional.of(scheduler.scheduleWithFixedDelay(this::maintain, 1, 1, TimeUnit.SECONDS));
        }
    }

    private void addSnapshotter(String key) {
        Config config = ConfigProvider.getConfig();
        String url = config.getOptionalValue(key, String.class).orElse("");
        Optional<Path> data = config.getOptionalValue("codeagent.data", String.class)
                .map(d -> Path.of(d).toAbsolutePath());
        Path database = Path.of(url.replaceFirst("^" + SQLITE_PREFIX, "").replaceFirst("\\?.*", ""))
                .toAbsolutePath();
        if (!url.startsWith(SQLITE_PREFIX) || !data.equals(Optional.ofNullable(database.getParent()))) {
            return;
        }
        var source = new SQLiteDataSource();
        source.setUrl(url);
        try {
            snapshotters.put(
                    key,
                    new DatabaseSnapshotter(
                            source, database, data.get().resolve("snapshots"), WAL_LIMIT, Clock.systemUTC()));
        } catch (SQLException | IOException e) {
            LOG.log(Level.WARNING, "cannot take snapshots of " + database + "; stop the server before you copy it", e);
        }
    }

    /** Returns a journal whose acknowledged events are in every later copy of the data directory. */
    public RunJournal withWalArchiving(RunJournal journal) {
        DatabaseSnapshotter mainSnapshotter = snapshotters.get(MAIN_DATABASE_KEY);
        return mainSnapshotter == null ? journal : new WalArchivingRunJournal(journal, mainSnapshotter);
    }

    private void maintain() {
        snapshotters.values().forEach(DatabaseSnapshotter::maintain);
    }

    @PreDestroy
    void stop() {
        maintenance.ifPresent(t -> t.cancel(false));
        for (DatabaseSnapshotter snapshotter : snapshotters.values()) {
            try {
                snapshotter.close();
            } catch (SQLException | IOException e) {
                LOG.log(Level.WARNING, "closing a database failed", e);
            }
        }
    }
}
