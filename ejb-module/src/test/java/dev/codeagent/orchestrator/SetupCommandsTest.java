package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.run.RecordedEvent;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetupCommandsTest {
    private static final RunId RUN = new RunId("run-1");

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final List<String> calls = new ArrayList<>();

    /** Everything fails in it. */
    private final class FailingSandbox implements Sandbox {
        @Override
        public ToolResult call(ToolCall call) {
            calls.add(call.id() + " " + call.arguments().getString("command"));
            return new ToolResult(ToolResult.Outcome.ERROR, "no such file\n(exit code 2)", JsonValue.EMPTY_JSON_OBJECT);
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
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] exportPatch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    void reportsAFailedCommandAndRunsTheNext() {
        hub.open(RUN, CreatedRuns.code());
        var context = TestRunContext.create(hub, journal, RUN, new CancellationToken());

        new SetupCommands(context, "own", "public hosts").run(List.of("make deps", "make more"), new FailingSandbox());

        assertThat(calls).containsExactly("own-0 make deps", "own-1 make more");
        assertThat(hub.readAfter(RUN, 0, 100))
                .extracting(RecordedEvent::event)
                .contains(new RunEvent.Notice(
                        RunEvent.Notice.Level.WARN,
                        "prepare.command",
                        "the project's own command failed: make deps\nno such file\n(exit code 2)"));
    }
}
