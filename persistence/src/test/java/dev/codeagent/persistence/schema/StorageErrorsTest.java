package dev.codeagent.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageErrorsTest {
    private Connection database;

    @BeforeEach
    void createTables() throws SQLException {
        database = DriverManager.getConnection("jdbc:sqlite::memory:");
        execute("PRAGMA foreign_keys = ON");
        execute("CREATE TABLE run (id TEXT PRIMARY KEY NOT NULL, state TEXT CHECK (state <> 'CONSTRAINT'))");
        execute("CREATE TABLE event (run TEXT NOT NULL REFERENCES run (id), seq INTEGER, UNIQUE (run, seq))");
        execute("INSERT INTO run VALUES ('r-1', '')");
        execute("INSERT INTO event VALUES ('r-1', 1)");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private AgentException translateFailureOf(String sql) {
        SQLException failure = catchThrowableOfType(SQLException.class, () -> execute(sql));
        return StorageErrors.translate(failure, "store");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT INTO run VALUES ('r-1', '')           | CONFLICT       | a row with this key already exists
            INSERT INTO event VALUES ('r-1', 1)          | CONFLICT       | a row with this key already exists
            INSERT INTO event VALUES ('r-2', 1)          | CONFLICT       | a row that it needs is missing
            INSERT INTO event VALUES (NULL, 1)           | INTERNAL       | the schema does not allow a value
            INSERT INTO run VALUES ('r-2', 'CONSTRAINT') | INTERNAL       | the schema does not allow a value
            SELECT * FROM "CONSTRAINT"                   | STORAGE_FAILED | no such table
            """)
    void tellsWhatAStatementViolated(String sql, ErrorCode code, String message) {
        AgentException failure = translateFailureOf(sql);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessageStartingWith("cannot store: ").hasMessageContaining(message);
    }

    @Test
    void tellsWhatAStatementOfABatchViolated() throws SQLException {
        try (PreparedStatement insert = database.prepareStatement("INSERT INTO event VALUES ('r-1', ?)")) {
            for (int seq : new int[] {2, 1}) {
                insert.setInt(1, seq);
                insert.addBatch();
            }
            SQLException failure = catchThrowableOfType(SQLException.class, insert::executeBatch);

            assertThat(StorageErrors.translate(failure, "store").code()).isEqualTo(ErrorCode.CONFLICT);
        }
    }

    @Test
    void readsTheStatesOfPostgres() {
        assertThat(StorageErrors.translate(new SQLException("x", "23505"), "store"))
                .hasMessageContaining("already exists");
        assertThat(StorageErrors.translate(new SQLException("x", "23503"), "store"))
                .hasMessageContaining("is missing");
        assertThat(StorageErrors.translate(new SQLException("x", "23514"), "store")
                        .code())
                .isEqualTo(ErrorCode.INTERNAL);
        assertThat(StorageErrors.translate(new SQLException("x", "53100"), "store")
                        .code())
                .isEqualTo(ErrorCode.STORAGE_FULL);
        assertThat(StorageErrors.translate(new SQLException("x", "08006"), "store")
                        .code())
                .isEqualTo(ErrorCode.STORAGE_FAILED);
    }

    @Test
    void tellsAFullDisk() throws SQLException {
        execute("PRAGMA max_page_count = 8");
        execute("CREATE TABLE text (t TEXT)");

        AgentException failure = translateFailureOf("INSERT INTO text VALUES (hex(zeroblob(100000)))");

        assertThat(failure.code()).isEqualTo(ErrorCode.STORAGE_FULL);
    }
}
