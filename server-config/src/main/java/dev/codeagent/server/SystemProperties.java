package dev.codeagent.server;

import java.nio.file.Path;
import java.util.Map;

/** Hands the configuration to the application: MicroProfile Config reads system properties. */
record SystemProperties(Configuration configuration, DataDirectory data, Path home, int port) {
    private static final String SQLITE =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL"
                    // The WAL goes into the database when a snapshot is taken, see Snapshots in persistence.
                    + "&wal_autocheckpoint=0";

    void set() {
        configuration.values().forEach((key, value) -> {
            if (!value.isEmpty()) {
                System.setProperty(key, value);
            }
        });
        Path credentials = ServerMain.expand(configuration.get("security.credentials"));
        ServerMain.createDirectories(credentials.toAbsolutePath().getParent());
        Map.of(
                        "gateway.port",
                        String.valueOf(port),
                        "codeagent.home",
                        home.toString(),
                        "codeagent.data",
                        data.path().toString(),
                        "codeagent.db.class",
                        "org.sqlite.SQLiteDataSource",
                        "codeagent.db.platform",
                        "dev.codeagent.persistence.sqlite.SqlitePlatform",
                        "codeagent.db.url",
                        "jdbc:sqlite:" + data.path().resolve("codeagent.db") + SQLITE,
                        "codeagent.db.user",
                        "none",
                        "codeagent.db.password",
                        "none",
                        "codeagent.credentials.url",
                        "jdbc:sqlite:" + credentials + SQLITE,
                        "codeagent.credentials.keyFile",
                        credentials.resolveSibling("credentials.key").toString())
                .forEach(System::setProperty);
        System.setProperty("codeagent.restored", String.valueOf(data.restored()));
        System.setProperty("codeagent.container", String.valueOf(Container.inside()));
        // Without it, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        // The JDK's HTTP client keeps idle connections for 30 s only by this property.
        System.setProperty("jdk.httpclient.keepalive.timeout", "30");
        System.setProperty(
                "java.util.logging.config.file",
                data.logging(configuration.get("logging.level")).toString());
    }
}
