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

/** Keeps snapshots of the SQLite databases that lie in the data directory; for others there is nothing to do here. */
@ApplicationScoped
public class SnapshotKeeper {
    private static final Logger LOG = Logger.getLogger(SnapshotKeeper.class.getName());
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String MAIN = "codeagent.db.url";
    private static final long WAL_LIMIT = 32L << 20;

    private final Map<String, Snapshots> kept = new HashMap<>();

    @Resource
    private ManagedScheduledExecutorService timer;

    private Optional<ScheduledFuture<?>> tending = Optional.empty();

    @PostConstruct
    void begin() {
        keep(MAIN);
        keep("codeagent.credentials.url");
        if (!kept.isEmpty()) {
            // What is written past the journal (projects, providers, keys) gets into the log within a second.
            tending = Optional.of(timer.scheduleWithFixedDelay(this::tend, 1, 1, TimeUnit.SECONDS));
        }
    }

    private void keep(String key) {
        Config config = ConfigProvider.getConfig();
        String url = config.getOptionalValue(key, String.class).orElse("");
        Optional<Path> data = config.getOptionalValue("codeagent.data", String.class)
                .map(d -> Path.of(d).toAbsolutePath());
        Path database = Path.of(url.replaceFirst("^" + SQLITE, "").replaceFirst("\\?.*", ""))
                .toAbsolutePath();
        if (!url.startsWith(SQLITE) || !data.equals(Optional.ofNullable(database.getParent()))) {
            return;
        }
        var source = new SQLiteDataSource();
        source.setUrl(url);
        try {
            kept.put(
                    key,
                    new Snapshots(source, database, data.get().resolve("snapshots"), WAL_LIMIT, Clock.systemUTC()));
        } catch (SQLException | IOException e) {
            LOG.log(Level.WARNING, "no snapshots are taken of " + database + ", so stop the server to copy it", e);
        }
    }

    /** The journal, whose acknowledged events a copy has. */
    public RunJournal watch(RunJournal journal) {
        Snapshots main = kept.get(MAIN);
        return main == null ? journal : new SnapshottedJournal(journal, main);
    }

    private void tend() {
        kept.values().forEach(Snapshots::tend);
    }

    @PreDestroy
    void end() {
        tending.ifPresent(t -> t.cancel(false));
        for (Snapshots snapshots : kept.values()) {
            try {
                snapshots.close();
            } catch (SQLException | IOException e) {
                LOG.log(Level.WARNING, "a database was not closed well", e);
            }
        }
    }
}
