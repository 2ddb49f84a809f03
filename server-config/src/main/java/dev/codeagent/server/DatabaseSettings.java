package dev.codeagent.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which database the server works on: PostgreSQL where {@code database.url} names one, else SQLite in the data directory.
 *
 * @param url the JDBC address, empty for SQLite
 */
record DatabaseSettings(String url, String user, String password) {
    static final String SECRET = "database.password";

    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String SQLITE =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL"
                    // The WAL goes into the database when a snapshot is taken, see Snapshots in persistence.
                    + "&wal_autocheckpoint=0";
    /** A host that is gone is noticed (seconds), and a batch is one trip; what the operator's address says of it wins. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "connectTimeout", "5",
            "socketTimeout", "60",
            "tcpKeepAlive", "true",
            "reWriteBatchedInserts", "true",
            "ApplicationName", "codeagent");

    static DatabaseSettings of(Configuration configuration, Path workingDirectory) {
        String url = configuration.get("database.url").strip();
        if (url.isEmpty()) {
            return new DatabaseSettings("", "", "");
        }
        return new DatabaseSettings(
                checked(url),
                required(configuration.get("database.user")),
                password(configuration, configuration.base(workingDirectory)));
    }

    private static String checked(String given) {
        String url = given.startsWith("postgres://") || given.startsWith("postgresql://") ? "jdbc:" + given : given;
        url = url.replaceFirst("^jdbc:postgres://", POSTGRESQL + "//");
        if (!url.startsWith(POSTGRESQL + "//")) {
            throw new StartFailure("database.url is '" + shown(given)
                    + "'; it must be jdbc:postgresql://HOST:PORT/DATABASE, or empty for SQLite in the data directory");
        }
        URI uri = address(url, given);
        if (uri.getRawUserInfo() != null
                || uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")
                || url.matches("(?i).*[?&](user|password)=.*")) {
            throw new StartFailure("database.url holds a user or a password, which logs would show; put them into"
                    + " database.user and database.password or the file database.passwordFile");
        }
        // Not the host: several may stand there, and names of containers may have what Java's URI refuses in one.
        if (uri.getRawAuthority() == null || uri.getPath().length() < 2) {
            throw new StartFailure("database.url is '" + shown(given)
                    + "'; it must name a host and a database, as in jdbc:postgresql://localhost:5432/codeagent");
        }
        return url;
    }

    private static URI address(String url, String given) {
        try {
            return new URI(url.substring("jdbc:".length()));
        } catch (URISyntaxException e) {
            throw new StartFailure("database.url is '" + shown(given) + "', which is no address; it must be"
                    + " jdbc:postgresql://HOST:PORT/DATABASE");
        }
    }

    /** Without what may be secret. */
    private static String shown(String url) {
        return url.replaceFirst("//[^@/]*@", "//…@").replaceFirst("\\?.*$", "?…");
    }

    private static String required(String user) {
        if (user.isBlank()) {
            throw new StartFailure(
                    "database.url is set, but not database.user; name the user that the server logs in as");
        }
        return user;
    }

    private static String password(Configuration configuration, Path base) {
        String named = configuration.get("database.passwordFile");
        if (named.isEmpty()) {
            return configuration.get(SECRET);
        }
        Path file = named.startsWith("~") ? ServerMain.expand(named) : base.resolve(named);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartFailure("database.passwordFile is " + file + ", which cannot be read ("
                    + e.getClass().getSimpleName() + "); correct the path or its permissions");
        }
    }

    /** What the application reads of it. An empty value counts as missing there. */
    Map<String, String> properties(Path file, Path credentials) {
        if (url.isEmpty()) {
            return Map.of(
                    "codeagent.db.class", "org.sqlite.SQLiteDataSource",
                    "codeagent.db.platform", "dev.codeagent.persistence.sqlite.SqlitePlatform",
                    "codeagent.db.url", "jdbc:sqlite:" + file + SQLITE,
                    "codeagent.credentials.url", "jdbc:sqlite:" + credentials + SQLITE,
                    "codeagent.db.user", "none",
                    "codeagent.db.password", "none");
        }
        String address = withParameters();
        return Map.of(
                // Not the driver itself: Payara Server looks for that outside of the application.
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
        String all = Stream.concat(
                        Stream.of(given).filter(g -> !g.isEmpty()),
                        PARAMETERS.entrySet().stream()
                                .filter(e -> !given.contains(e.getKey() + "="))
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .sorted())
                .collect(Collectors.joining("&"));
        return url.replaceFirst("\\?.*$", "") + "?" + all;
    }

    @Override
    public String toString() {
        return url.isEmpty() ? "SQLite" : shown(url);
    }
}
