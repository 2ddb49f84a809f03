package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.codeagent.agents.ScriptedProvider;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.wire.EventCodec;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ends of runs that fail. */
class RunExecutorFailureTest extends RunExecutorFixture {
    private void assertThatTheRunFailed() {
        assertThat(journal.eventsOf(RUN).getLast()).isInstanceOfSatisfying(RunEvent.Finished.class, f -> {
            assertThat(f.state()).isEqualTo(RunState.FAILED);
            assertThat(f.errorCode()).isEqualTo("INTERNAL");
            assertThat(f.error()).contains("run-1").doesNotContain("Error", "Exception", "\tat ");
        });
    }

    static List<Supplier<Throwable>> errors() {
        return List.of(
                () -> new StackOverflowError("planted"),
                () -> new OutOfMemoryError("planted"),
                () -> new NoClassDefFoundError("planted"),
                () -> new IllegalStateException("planted"));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
    }

    @ParameterizedTest
    @MethodSource("errors")
    void endsARunWhoseWorkflowFailsWithAnError(Supplier<Throwable> failure) {
        openRun(AgentName.PLANNING);

        execute(n -> {
            RunExecutorFailureTest.<RuntimeException>raise(failure.get());
            return ScriptedProvider.text("unreachable");
        });

        assertThatTheRunFailed();
        assertThat(released).containsExactly(RUN);
        assertThat(journal.unfinished()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void endsARunThatFailsOutsideItsWorkflow(Supplier<Throwable> failure) {
        openRun(AgentName.PLANNING);
        costs = () -> RunExecutorFailureTest.<RuntimeException>raise(failure.get());

        execute(n -> ScriptedProvider.text("the plan"));

        assertThatTheRunFailed();
        assertThat(journal.unfinished()).isEmpty();
    }

    @Test
    void endsARunThatFailsOutsideItsWorkflowWithAnErrorCode() {
        openRun(AgentName.PLANNING);
        costs = () -> {
            throw new AgentException(ErrorCode.INVALID_VALUE, "no price list");
        };

        execute(n -> ScriptedProvider.text("the plan"));

        assertThat(journal.eventsOf(RUN).getLast()).isInstanceOfSatisfying(RunEvent.Finished.class, f -> {
            assertThat(f.state()).isEqualTo(RunState.FAILED);
            assertThat(f.errorCode()).isEqualTo("INVALID_VALUE");
            assertThat(f.error()).isEqualTo("no price list");
        });
        assertThat(journal.unfinished()).isEmpty();
    }

    @Test
    @Timeout(30)
    void endsARunWithAnEventThatThisVersionDoesNotKnow() {
        openRun(AgentName.PLANNING);
        AgentException unknownType =
                assertThrows(AgentException.class, () -> EventCodec.read("run.danced", JsonValue.EMPTY_JSON_OBJECT));
        journal.failReadsOf(RUN, unknownType);

        execute(n -> ScriptedProvider.text("the plan"));

        assertThat(journal.eventsOf(RUN).getLast()).isInstanceOfSatisfying(RunEvent.Finished.class, f -> {
            assertThat(f.state()).isEqualTo(RunState.FAILED);
            assertThat(f.errorCode()).isEqualTo("CONFIGURATION");
            assertThat(f.error()).contains("run.danced", "version");
        });
        assertThat(released).containsExactly(RUN);
    }

    @Test
    void executesOtherRunsAfterAnError() {
        openRun(AgentName.PLANNING);
        queue.admit(RUN);
        queue.launch(RUN);

        execute(n -> {
            throw new StackOverflowError("planted");
        });

        var next = new RunId("run-2");
        queue.admit(next);
        queue.launch(next);
        assertThat(launched).containsExactly(RUN, next);
    }
}
