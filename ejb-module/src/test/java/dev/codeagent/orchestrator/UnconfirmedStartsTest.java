package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class UnconfirmedStartsTest {
    private static final RunId RUN = new RunId("run-1");

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final UnconfirmedStarts starts = new UnconfirmedStarts(journal, hub, Clock.systemUTC());

    private void open() {
        hub.open(RUN, CreatedRuns.code());
    }

    @Test
    void failsARunThatWasStoredWithoutConfirmation() {
        journal.failAfterNextAppend();
        assertThatThrownBy(this::open).isInstanceOf(AgentException.class);
        starts.add(RUN);

        starts.failStoredRuns();
        starts.failStoredRuns();

        assertThat(journal.eventsOf(RUN).getLast())
                .isInstanceOfSatisfying(
                        RunEvent.Finished.class, end -> assertThat(end.state()).isEqualTo(RunState.FAILED))
                .isInstanceOfSatisfying(
                        RunEvent.Finished.class,
                        end -> assertThat(end.error()).contains("did not answer", "start it again"));
        assertThat(journal.eventsOf(RUN)).hasSize(2);
    }

    @Test
    void ignoresARunThatWasNotStored() {
        starts.add(RUN);

        starts.failStoredRuns();

        assertThat(journal.find(RUN)).isEmpty();
    }
}
