package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconnectingSandboxTest {
    private static final RunId RUN = new RunId("run-1");

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final CancellationToken cancellation = new CancellationToken();
    private final ArrayDeque<Object> openResults = new ArrayDeque<>();
    private boolean engineUnavailable;
    private final List<String> calls = new ArrayList<>();
    private int closeCount;

    /** Dies at the first call, or answers every one. */
    private final class FakeSandbox implements Sandbox {
        private final boolean failing;

        FakeSandbox(boolean failing) {
            this.failing = failing;
        }

        private void recordCall(String call) {
            calls.add(call);
            if (failing) {
                throw new AgentException(ErrorCode.SANDBOX_LOST, "the executor ended");
            }
        }

        @Override
        public ToolResult call(ToolCall call) {
            recordCall(call.id());
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
            recordCall(callId);
            return new TestReport(1, 0, 0, false, List.of(), List.of(), "", 1);
        }

        @Override
        public byte[] exportPatch() {
            return new byte[0];
        }

        @Override
        public void close() {
            closeCount++;
        }
    }

    @BeforeEach
    void openRun() {
        hub.open(RUN, CreatedRuns.code());
    }

    private ReconnectingSandbox sandbox(Object... openResults) {
        return sandbox(Duration.ofSeconds(30), openResults);
    }

    private ReconnectingSandbox sandbox(Duration engineTimeout, Object... openResults) {
        this.openResults.addAll(List.of(openResults));
        return new ReconnectingSandbox(
                TestRunContext.create(hub, journal, RUN, cancellation),
                () -> {
                    Object next = this.openResults.size() > 1 ? this.openResults.poll() : this.openResults.peek();
                    if (next instanceof AgentException e) {
                        throw e;
                    }
                    return (Sandbox) next;
                },
                () -> {
                    if (engineUnavailable) {
                        throw new AgentException(ErrorCode.SANDBOX_UNAVAILABLE, "no engine");
                    }
                },
                engineTimeout,
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
    void waitsForTheEngineBeforeTheFirstSandboxIsOpened() {
        engineUnavailable = true;

        sandbox(new AgentException(ErrorCode.SANDBOX_FAILED, "connection refused"), new FakeSandbox(true));

        assertThat(notices()).containsExactly("sandbox.waits");
    }

    @Test
    void failsAtOnceWhenTheEngineIsAvailableButTheSandboxDoesNotOpen() {
        assertThatThrownBy(
                        () -> sandbox(new AgentException(ErrorCode.SANDBOX_FAILED, "no room"), new FakeSandbox(true)))
                .hasMessage("no room");
    }

    @Test
    void repeatsTheCallInTheNextSandboxWithTheSameId() {
        ReconnectingSandbox sandbox = sandbox(new FakeSandbox(true), new FakeSandbox(false));

        assertThat(sandbox.call(call("c1")).text()).isEqualTo("done");

        assertThat(calls).containsExactly("c1", "c1");
        assertThat(closeCount).isEqualTo(1);
        assertThat(notices()).containsExactly("sandbox.lost");
    }

    @Test
    void restartsTestsWithANewId() {
        ReconnectingSandbox sandbox = sandbox(new FakeSandbox(true), new FakeSandbox(false));

        sandbox.runTests("tests");

        assertThat(calls).containsExactly("tests", "tests-1");
    }

    @Test
    void waitsForAnEngineThatBecameUnavailable() {
        var engineFailure = new AgentException(ErrorCode.SANDBOX_FAILED, "Docker failed at engine");
        ReconnectingSandbox sandbox =
                sandbox(new FakeSandbox(true), engineFailure, engineFailure, new FakeSandbox(false));

        assertThat(sandbox.call(call("c1")).text()).isEqualTo("done");

        assertThat(notices()).containsExactly("sandbox.lost", "sandbox.waits");
    }

    @Test
    void failsWithTheCauseWhenTheEngineStaysUnavailable() {
        var engineFailure = new AgentException(ErrorCode.SANDBOX_FAILED, "Docker failed at engine");

        assertThatThrownBy(() -> sandbox(Duration.ofMillis(200), new FakeSandbox(true), engineFailure)
                        .call(call("c1")))
                .hasMessageContaining("failed at engine");
    }

    @Test
    void failsAfterTooManyReconnects() {
        assertThatThrownBy(() -> sandbox(new FakeSandbox(true)).call(call("c1")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_LOST));
        assertThat(calls).hasSize(6);
    }

    @Test
    void opensNoSandboxForACancelledRun() {
        ReconnectingSandbox sandbox = sandbox(new FakeSandbox(true), new FakeSandbox(false));
        cancellation.cancel();

        assertThatThrownBy(() -> sandbox.call(call("c1")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
}
