package dev.codeagent.persistence.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.contract.EarlierSchema;
import dev.codeagent.persistence.contract.RunJournalContract;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteDataSource;

class SqliteRunJournalTest extends RunJournalContract {
    private static final String SETTINGS =
            "?journal_mode=WAL&busy_timeout=15000&foreign_keys=on&transaction_mode=IMMEDIATE&synchronous=FULL";

    @TempDir
    Path folder;

    private SQLiteDataSource source;
    private JdbcRunJournal journal;

    @BeforeEach
    void migrate() {
        source = source(SETTINGS);
        MainDatabase.migrate(DatabaseType.SQLITE, source);
        journal = new JdbcRunJournal(source, "");
    }

    private SQLiteDataSource source(String settings) {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("codeagent.db") + settings);
        return dataSource;
    }

    @Override
    protected RunJournal journal() {
        return journal;
    }

    private static List<RecordedEvent> created(String run) {
        return List.of(new RecordedEvent(
                new RunId(run),
                1,
                Instant.EPOCH,
                new RunEvent.Created(
                        "p-1",
                        "s-1",
                        "local",
                        "/code",
                        List.of(),
                        "x".repeat(9_000),
                        List.of(AgentName.CODING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty())));
    }

    @Test
    void keepsEventsWhenReopened() {
        journal.append(created("run-1"));

        MainDatabase.migrate(DatabaseType.SQLITE, source);

        assertThat(new JdbcRunJournal(source(SETTINGS), "").readAfter(new RunId("run-1"), 0, 9))
                .isEqualTo(created("run-1"));
    }

    @Test
    void reportsAFullDiskAndStoresAgainAfterwards() throws SQLException {
        journal.append(created("run-1"));
        var full = new JdbcRunJournal(source(SETTINGS + "&max_page_count=" + pages()), "");

        assertThatThrownBy(() -> full.append(created("run-2")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL))
                .hasMessageContaining("free some space");
        journal.append(created("run-2"));

        assertThat(journal.find(new RunId("run-2"))).isPresent();
    }

    private int pages() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA page_count")) {
            return rows.getInt(1);
        }
    }

    @Test
    void reportsThatItCannotStore() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE run_event");
        }

        assertThatThrownBy(() -> journal.append(created("run-1")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            UPDATE run_event SET type = 'run.danced'           | CONFIGURATION | the event type 'run.danced'
            UPDATE run_event SET content = '{"agents":'        | INTERNAL      | JSON
            UPDATE run_event SET content = '{"agents": "all"}' | INTERNAL      | field 'agents'
            """, delimiter = '|')
    void namesTheEventThatItCannotRead(String damage, ErrorCode code, String reason) throws SQLException {
        journal.append(created("run-1"));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(damage);
        }

        assertThatThrownBy(() -> journal.readAfter(new RunId("run-1"), 0, 9))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining("event 1 of run run-1 in the journal cannot be read: ")
                .hasMessageContaining(reason);
    }

    @Test
    void ownsTheRunsOfTheFirstSchemaVersion() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            journal.append(created("run-1"));
            EarlierSchema.restore(statement, 1);
        }

        MainDatabase.migrate(DatabaseType.SQLITE, source);

        assertThat(journal.unfinished()).extracting(Run::id).containsExactly(new RunId("run-1"));
        assertThat(journal.owns(new RunId("run-1"))).isTrue();
    }
}
