package dev.codeagent.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The server's database: PostgreSQL if {@code database.url} is set, else SQLite in the data directory.
 *
 * @param url the JDBC URL; empty for SQLite
 */
record DatabaseSettings(String url, String user, String password) {
    static final String PASSWORD_KEY = "database.password";

    private static final String POSTGRESQL_PREFIX = "jdbc:postgresql:";
    private static final String SQLITE_PARAMETERS =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL"
                    // Snapshots in persistence does the checkpoints.
                    + "&wal_autocheckpoint=0";
    /**
     * Detects a dead host (timeouts in seconds) and sends batches in one round trip. Parameters of the URL override
     * these.
     */
    private static final Map<String, String> POSTGRESQL_PARAMETERS = Map.of(
            "connectTimeout", "5",
            "socketTimeout", "60",
            "tcpKeepAlive", "true",
            "reWriteBatchedInserts", "true",
            "ApplicationName", "codeagent");

    static DatabaseSettings of(Configuration configuration) {
        String url = configuration.get("database.url").strip();
        if (url.isEmpty()) {
            return new DatabaseSettings("", "", "");
        }
        return new DatabaseSettings(
                validUrl(url), requiredUser(configuration.get("database.user")), password(configuration));
    }

    private static String validUrl(String given) {
        String url = given.startsWith("postgres://") || given.startsWith("postgresql://") ? "jdbc:" + given : given;
        url = url.replaceFirst("^jdbc:postgres://", POSTGRESQL_PREFIX + "//");
        if (!url.startsWith(POSTGRESQL_PREFIX + "//")) {
            throw new StartupException("database.url is '" + redact(given)
                    + "'; it must be jdbc:postgresql://HOST:PORT/DATABASE, or empty for SQLite in the data directory");
        }
        URI uri = parseUri(url, given);
        if (uri.getRawUserInfo() != null
                || uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")
                || url.matches("(?i).*[?&](user|password)=.*")) {
            throw new StartupException("database.url holds a user or a password, which logs would show; put them into"
                    + " database.user and database.password or the file database.passwordFile");
        }
        // Not the host: there may be several, and container names may have characters that Java's URI rejects.
        if (uri.getRawAuthority() == null || uri.getPath().length() < 2) {
            throw new StartupException("database.url is '" + redact(given)
                    + "'; it must name a host and a database, as in jdbc:postgresql://localhost:5432/codeagent");
        }
        return url;
    }

    private static URI parseUri(String url, String given) {
        try {
            return new URI(url.substring("jdbc:".length()));
        } catch (URISyntaxException e) {
            throw new StartupException("database.url is '" + redact(given) + "', which is not an address; it must be"
                    + " jdbc:postgresql://HOST:PORT/DATABASE");
        }
    }

    /** The URL without the parts that may contain secrets. */
    private static String redact(String url) {
        return url.replaceFirst("//[^@/]*@", "//…@").replaceFirst("\\?.*$", "?…");
    }

    private static String requiredUser(String user) {
        if (user.isBlank()) {
            throw new StartupException(
                    "database.url is set, but database.user is empty; set it to the user of the server's login");
        }
        return user;
    }

    private static String password(Configuration configuration) {
        String configured = configuration.get("database.passwordFile");
        if (configured.isEmpty()) {
            return configuration.get(PASSWORD_KEY);
        }
        Path file = configured.startsWith("~")
                ? ServerMain.expandHome(configured)
                : configuration.base().resolve(configured);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartupException("database.passwordFile is " + file + ", which cannot be read ("
                    + e.getClass().getSimpleName() + "); correct the path or its permissions");
        }
    }

    /** The database files of SQLite; empty with PostgreSQL. */
    List<Path> files(Path main, Path credentials) {
        return url.isEmpty() ? List.of(main, credentials) : List.of();
    }

    /** The application's system properties. {@code none} stands for empty, which the application treats as missing. */
    Map<String, String> systemProperties(Path file, Path credentials) {
        if (url.isEmpty()) {
            return Map.of(
                    "codeagent.db.class", "org.sqlite.SQLiteDataSource",
                    "codeagent.db.platform", "dev.codeagent.persistence.sqlite.SqlitePlatform",
                    "codeagent.db.url", "jdbc:sqlite:" + file + SQLITE_PARAMETERS,
                    "codeagent.credentials.url", "jdbc:sqlite:" + credentials + SQLITE_PARAMETERS,
                    "codeagent.db.user", "none",
                    "codeagent.db.password", "none");
        }
        String address = withParameters();
        return Map.of(
                // The data source, not the driver: Payara Server searches the driver outside of the application.
                "codeagent.db.class",
                "org.postgresql.ds.PGSimpleDataSource",
                "codeagent.db.platform",
                "org.eclipse.persistence.platform.database.PostgreSQL10Platform",
                "codeagent.db.url",
                address,
                "codeagent.credentials.url",
                address,
                "codeagent.db.user",
                user,
                "codeagent.db.password",
                password.isEmpty() ? "none" : password);
    }

    private String withParameters() {
        String given = url.contains("?") ? url.substring(url.indexOf('?') + 1) : "";
        String parameters = Stream.concat(
                        Stream.of(given).filter(g -> !g.isEmpty()),
                        POSTGRESQL_PARAMETERS.entrySet().stream()
                                .filter(e -> !given.contains(e.getKey() + "="))
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .sorted())
                .collect(Collectors.joining("&"));
        return url.replaceFirst("\\?.*$", "") + "?" + parameters;
    }

    @Override
    public String toString() {
        return url.isEmpty() ? "SQLite" : redact(url);
    }
}
