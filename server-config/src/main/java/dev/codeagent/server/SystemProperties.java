package dev.codeagent.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The configuration as the application takes it: MicroProfile Config reads system properties. */
record SystemProperties(Configuration configuration, Path data, Path home, int port) {
    private static final String SQLITE =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL";

    /** By name; a key that is not set has no property. */
    Map<String, String> values() {
        var values = new TreeMap<>(configuration.values());
        values.values().removeIf(String::isEmpty);
        Path credentials = ServerMain.expand(configuration.get("security.credentials"));
        ServerMain.createDirectories(credentials.toAbsolutePath().getParent());
        values.putAll(Map.of(
                "gateway.port",
                String.valueOf(port),
                "codeagent.home",
                home.toString(),
                "codeagent.data",
                data.toString(),
                "codeagent.db.class",
                "org.sqlite.SQLiteDataSource",
                "codeagent.db.platform",
                "dev.codeagent.persistence.sqlite.SqlitePlatform",
                "codeagent.db.url",
                "jdbc:sqlite:" + data.resolve("codeagent.db") + SQLITE,
                "codeagent.db.user",
                "none",
                "codeagent.db.password",
                "none",
                "codeagent.credentials.url",
                "jdbc:sqlite:" + credentials + SQLITE,
                "codeagent.credentials.keyFile",
                credentials.resolveSibling("credentials.key").toString()));
        // Without it, each use of JSON searches all jars for an implementation.
        values.put("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        // The JDK's HTTP client keeps idle connections for 30 s only by this property.
        values.put("jdk.httpclient.keepalive.timeout", "30");
        return values;
    }
}
