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
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.persistence.contract.RunJournalContract;
import dev.codeagent.persistence.schema.DatabaseType;
import dev.codeagent.persistence.schema.MainDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresRunJournalTest extends RunJournalContract {
    private static String database;
    private static DataSource source;

    @BeforeAll
    static void migrate() {
        database = EmbeddedDatabase.create();
        source = EmbeddedDatabase.dataSource(database);
        MainDatabase.migrate(DatabaseType.POSTGRESQL, source);
    }

    @Override
    protected RunJournal journal() {
        return new JdbcRunJournal(source, "node-1");
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
                        "do it",
                        List.of(AgentName.CODING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty())));
    }

    @Test
    void listsOnlyRunsOfItsOwnServer() {
        var other = new JdbcRunJournal(source, "node-2");
        journal().append(created("run-of-1"));
        other.append(created("run-of-2"));

        assertThat(journal().owns(new RunId("run-of-1"))).isTrue();
        assertThat(journal().owns(new RunId("run-of-2"))).isFalse();
        assertThat(journal().unfinished())
                .extracting(Run::id)
                .contains(new RunId("run-of-1"))
                .doesNotContain(new RunId("run-of-2"));
        assertThat(other.unfinished()).extracting(Run::id).containsExactly(new RunId("run-of-2"));
        assertThat(journal().find(new RunId("run-of-2"))).isPresent();
    }

    @Test
    void failsWhileTheDatabaseIsUnavailableAndStoresAfterwards() {
        EmbeddedDatabase.setUnavailable(database, true);
        try {
            assertThatThrownBy(() -> journal().append(created("run-away")))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED));
        } finally {
            EmbeddedDatabase.setUnavailable(database, false);
        }

        journal().append(created("run-away"));

        assertThat(journal().readAfter(new RunId("run-away"), 0, 9)).isEqualTo(created("run-away"));
    }
}
