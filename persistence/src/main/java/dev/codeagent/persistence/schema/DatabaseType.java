package dev.codeagent.persistence.schema;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** The supported databases, each with its own migrations. */
public enum DatabaseType {
    SQLITE("classpath:db/sqlite"),
    POSTGRESQL("classpath:db/postgresql");

    static final String CREDENTIALS_LOCATION = "classpath:db/credentials";

    private final String migrationsLocation;

    DatabaseType(String migrationsLocation) {
        this.migrationsLocation = migrationsLocation;
    }

    /** The location of the migrations of the main tables; those of credentials are the same for all databases. */
    String migrationsLocation() {
        return migrationsLocation;
    }

    /** The type of the database that a JDBC address names. */
    public static DatabaseType of(String url) {
        return url.startsWith("jdbc:postgresql:") ? POSTGRESQL : SQLITE;
    }

    /** Creates connections without a pool. */
    public DataSource createDataSource(String url, String user, String password) {
        switch (this) {
            case SQLITE -> {
                var source = new SQLiteDataSource();
                source.setUrl(url);
                return source;
            }
            case POSTGRESQL -> {
                var source = new PGSimpleDataSource();
                source.setUrl(url);
                source.setUser(user);
                source.setPassword(password);
                return source;
            }
        }
        throw new IllegalStateException(name());
    }
}
