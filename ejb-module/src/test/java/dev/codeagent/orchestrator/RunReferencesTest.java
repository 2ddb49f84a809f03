package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.messaging.InMemoryRunJournal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunReferencesTest {
    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final RunReferences references = new RunReferences(journal);

    private void start(String run, String project) {
        var created = new RunEvent.Created(
                project,
                "s-" + project,
                "local",
                "/code",
                List.of(),
                "x",
                List.of(AgentName.CODING),
                "",
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty());
        journal.append(List.of(new RecordedEvent(new RunId(run), 1, Instant.EPOCH, created)));
    }

    private String find(String reference) {
        return references.find(new RunId(reference)).id().value();
    }

    private void assertNotFound(String reference, ErrorCode code, String... message) {
        assertThatThrownBy(() -> find(reference)).isInstanceOfSatisfying(AgentException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
        });
    }

    @Test
    void findsARunByItsIdOrItsUniqueBeginning() {
        start("run-1m86aa11", "p-1");
        start("run-1m86ab22", "p-1");

        assertThat(find("run-1m86aa11")).isEqualTo("run-1m86aa11");
        assertThat(find("run-1m86aa")).isEqualTo("run-1m86aa11");
        assertThat(find("1m86ab")).isEqualTo("run-1m86ab22");
    }

    @Test
    void prefersTheWholeIdToALongerOne() {
        start("run-1", "p-1");
        start("run-12", "p-1");

        assertThat(find("run-1")).isEqualTo("run-1");
    }

    @Test
    void namesTheCandidatesOfAnAmbiguousBeginning() {
        start("run-1m86aa11", "p-1");
        start("run-1m86ab22", "p-1");

        assertNotFound("run-1m86", ErrorCode.INVALID_VALUE, "run-1m86aa11", "run-1m86ab22", "write more of the id");
        assertNotFound("1m", ErrorCode.INVALID_VALUE, "run-1m86aa11", "run-1m86ab22");
    }

    @Test
    void namesTheNearestAndTheLatestIfThereIsNoSuchRun() {
        start("run-1m86aa11", "p-1");
        start("run-1m86ab22", "p-1");

        assertNotFound("run-1m86aa12", ErrorCode.UNKNOWN_RUN, "did you mean 'run-1m86aa11'?", "run-1m86ab22 (/code");
        assertNotFound("lats", ErrorCode.UNKNOWN_RUN, "did you mean 'last'?");
        assertNotFound("RUN-1M86AA11", ErrorCode.UNKNOWN_RUN, "no run RUN-1M86AA11");
    }

    @Test
    void saysThatThereIsNoRun() {
        assertNotFound("run-x", ErrorCode.UNKNOWN_RUN, "no run run-x");
        assertNotFound("last", ErrorCode.UNKNOWN_RUN, "there is no run yet");
    }

    @Test
    void findsTheNewestRunOfAProjectOrOfAll() {
        start("run-1", "p-1");
        start("run-2", "p-2");

        assertThat(find("last")).isEqualTo("run-2");
        assertThat(references
                        .find(new RunId("last"), Optional.of(new ProjectId("p-1")))
                        .id()
                        .value())
                .isEqualTo("run-1");
        assertThatThrownBy(() -> references.find(new RunId("last"), Optional.of(new ProjectId("p-3"))))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("this project has no run yet");
    }
}
