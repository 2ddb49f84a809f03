package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.messaging.RunLog;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolResult;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastingSandboxTest {
    private static final RunId RUN = new RunId("run-1");

    private final EventHub hub = new EventHub(new InMemoryRunJournal(), Clock.systemUTC());
    private final CancellationToken cancel = new CancellationToken();
    private final ArrayDeque<Object> openings = new ArrayDeque<>();
    private boolean engineGone;
    private final List<String> calls = new ArrayList<>();
    private int closed;

    /** Dies at the first call, or answers every one. */
    private final class Executor implements Sandbox {
        private final boolean mortal;

        Executor(boolean mortal) {
            this.mortal = mortal;
        }

        private void live(String call) {
            calls.add(call);
            if (mortal) {
                throw new AgentException(ErrorCode.SANDBOX_LOST, "the executor ended");
            }
        }

        @Override
        public ToolResult call(ToolCall call) {
            live(call.id());
            return new ToolResult(ToolResult.Outcome.OK, "done", JsonValue.EMPTY_JSON_OBJECT);
        }

        @Override
        public ProjectInfo projectInfo() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> prepare(String callId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TestReport runTests(String callId) {
            live(callId);
            return new TestReport(1, 0, 0, false, List.of(), List.of(), "", 1);
        }

        @Override
        public byte[] exportPatch() {
            return new byte[0];
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @BeforeEach
    void open() {
        hub.open(
                RUN,
                new RunEvent.Created("p-1", "s-1", "local", "/code", List.of(), "x", List.of(AgentName.CODING), ""));
    }

    private LastingSandbox sandbox(Object... openings) {
        return sandbox(Duration.ofSeconds(30), openings);
    }

    private LastingSandbox sandbox(Duration patience, Object... openings) {
        this.openings.addAll(List.of(openings));
        return new LastingSandbox(
                new RunContext(RUN, new RunLog(hub, RUN), cancel, 1),
                () -> {
                    Object next = this.openings.size() > 1 ? this.openings.poll() : this.openings.peek();
                    if (next instanceof AgentException e) {
                        throw e;
                    }
                    return (Sandbox) next;
                },
                () -> {
                    if (engineGone) {
                        throw new AgentException(ErrorCode.SANDBOX_UNAVAILABLE, "no engine");
                    }
                },
                patience,
                Duration.ofMillis(5));
    }

    private static ToolCall call(String id) {
        return new ToolCall(id, "run_command", JsonValue.EMPTY_JSON_OBJECT);
    }

    private List<String> notices() {
        return hub.readAfter(RUN, 0, 100).stream()
                .filter(e -> e.event() instanceof RunEvent.Notice)
                .map(e -> ((RunEvent.Notice) e.event()).code())
                .toList();
    }

    @Test
    void waitsForAnEngineThatWentAwayBeforeTheFirstSandboxWasOpen() {
        engineGone = true;

        sandbox(new AgentException(ErrorCode.SANDBOX_FAILED, "connection refused"), new Executor(true));

        assertThat(notices()).containsExactly("sandbox.waits");
    }

    @Test
    void tellsAtOnceWhyTheFirstSandboxDoesNotOpenWhereTheEngineIsThere() {
        assertThatThrownBy(() -> sandbox(new AgentException(ErrorCode.SANDBOX_FAILED, "no room"), new Executor(true)))
                .hasMessage("no room");
    }

    @Test
    void asksTheNextExecutorUnderTheSameId() {
        LastingSandbox sandbox = sandbox(new Executor(true), new Executor(false));

        assertThat(sandbox.call(call("c1")).text()).isEqualTo("done");

        assertThat(calls).containsExactly("c1", "c1");
        assertThat(closed).isEqualTo(1);
        assertThat(notices()).containsExactly("sandbox.lost");
    }

    @Test
    void beginsTestsAnew() {
        LastingSandbox sandbox = sandbox(new Executor(true), new Executor(false));

        sandbox.runTests("tests");

        assertThat(calls).containsExactly("tests", "tests-1");
    }

    @Test
    void waitsForAnEngineThatIsGone() {
        var gone = new AgentException(ErrorCode.SANDBOX_FAILED, "Docker failed at engine");
        LastingSandbox sandbox = sandbox(new Executor(true), gone, gone, new Executor(false));

        assertThat(sandbox.call(call("c1")).text()).isEqualTo("done");

        assertThat(notices()).containsExactly("sandbox.lost", "sandbox.waits");
    }

    @Test
    void givesUpOnAnEngineThatStaysAwayAndSaysWhy() {
        var gone = new AgentException(ErrorCode.SANDBOX_FAILED, "Docker failed at engine");

        assertThatThrownBy(() -> sandbox(Duration.ofMillis(200), new Executor(true), gone)
                        .call(call("c1")))
                .hasMessageContaining("failed at engine");
    }

    @Test
    void givesUpOnAnExecutorThatDiesAgainAndAgain() {
        assertThatThrownBy(() -> sandbox(new Executor(true)).call(call("c1")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_LOST));
        assertThat(calls).hasSize(6);
    }

    @Test
    void opensNoneForARunThatIsCancelled() {
        LastingSandbox sandbox = sandbox(new Executor(true), new Executor(false));
        cancel.cancel();

        assertThatThrownBy(() -> sandbox.call(call("c1")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
}
