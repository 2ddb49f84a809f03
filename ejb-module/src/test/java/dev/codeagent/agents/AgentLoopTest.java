package dev.codeagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentLoopTest {
    private static final RunId RUN = new RunId("run-1");

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final RunEventPublisher publisher = new RunEventPublisher(hub, RUN);
    private final CancellationToken cancellation = new CancellationToken();
    private final List<ChatRequest> requests = new ArrayList<>();
    private final List<String> executed = new ArrayList<>();

    @BeforeEach
    void openRun() {
        hub.open(
                RUN,
                new RunEvent.Created("p-1", "s-1", "local", "/code", List.of(), "x", List.of(AgentName.CODING), ""));
    }

    /** Turns in the order in which they are asked for. */
    private AgentLoop loop(RecordedTurn... turns) {
        TurnSource turnSource = (task, number, request, publisher, cancellation) -> {
            requests.add(request);
            return turns[Math.min(number, turns.length) - 1];
        };
        return loop(turnSource);
    }

    private AgentLoop loop(TurnSource turnSource) {
        ToolCallExecutor toolExecutor = (call, allowed) -> {
            executed.add(call.call());
            return finished(call);
        };
        return new AgentLoop(turnSource, toolExecutor, new ContextWindow(1_000_000));
    }

    private static ToolFinished finished(ToolCalled call) {
        return new ToolFinished("coding", call.call(), call.tool(), "ok", "result of " + call.call(), 1);
    }

    private static ToolCalled call(String id) {
        return new ToolCalled("coding", id, "read_file", "{\"path\":\"" + id + "\"}", false);
    }

    private static RecordedTurn turn(String text, ToolCalled... calls) {
        return new RecordedTurn("", text, List.of(calls), List.of());
    }

    private static AgentTask task(int maxTurns, RecordedTurn... recordedTurns) {
        var configuration =
                new AgentConfiguration(AgentName.CODING, List.of(ModelRef.parse("demo")), maxTurns, "Write tests.");
        return new AgentTask(
                "coding",
                configuration,
                "Request: x",
                configuration.models(),
                List.<ToolSpec>of(),
                1,
                List.of(recordedTurns));
    }

    @Test
    void returnsTheFirstAnswerWithoutToolCalls() {
        String answer = loop(turn("I look.", call("c1"), call("c2")), turn("It is done."))
                .run(task(10), publisher, cancellation);

        assertThat(answer).isEqualTo("It is done.");
        assertThat(executed).containsExactly("c1", "c2");
        assertThat(requests.getLast().messages())
                .hasSize(4)
                .contains(new ChatMessage.Tool("c1", "read_file", "result of c1", false));
    }

    @Test
    void sendsTheAgentNameAndTheProjectInstructionsAsSystemPrompt() {
        loop(turn("Done.")).run(task(10), publisher, cancellation);

        assertThat(requests.getFirst().system()).startsWith("agent: coding\n").endsWith("Write tests.");
        assertThat(requests.getFirst().messages()).containsExactly(new ChatMessage.User("Request: x"));
    }

    @Test
    void storesEachToolResultBeforeTheNextRequest() {
        TurnSource turnSource = (task, number, request, publisher, cancellation) -> {
            long stored = journal.eventsOf(RUN).stream()
                    .filter(ToolFinished.class::isInstance)
                    .count();
            assertThat(stored).isEqualTo(number - 1);
            return number < 4 ? turn("Again.", call("c" + number)) : turn("Done.");
        };

        assertThat(loop(turnSource).run(task(10), publisher, cancellation)).isEqualTo("Done.");
    }

    @Test
    void stopsWhenTheTurnLimitIsReached() {
        TurnSource turnSource = (task, number, request, publisher, cancellation) -> turn("More.", call("c" + number));

        assertThatThrownBy(() -> loop(turnSource).run(task(3), publisher, cancellation))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STEP_LIMIT))
                .hasMessageContaining("used its 3 turns");
        assertThat(executed).containsExactly("c1", "c2", "c3");
    }

    @Test
    void stopsWhenTheModelRepeatsTheSameToolCalls() {
        TurnSource turnSource = (task, number, request, publisher, cancellation) ->
                turn("Once more.", new ToolCalled("coding", "c" + number, "read_file", "{\"path\":\"same\"}", false));

        assertThatThrownBy(() -> loop(turnSource).run(task(50), publisher, cancellation))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_STUCK));
    }

    @Test
    void resumesAfterTheRecordedTurns() {
        ToolCalled first = call("c1");
        ToolCalled second = call("c2");
        var unfinished = new RecordedTurn("", "I look.", List.of(first, second), List.of(finished(first)));

        String answer = loop(turn("never"), turn("Done.")).run(task(10, unfinished), publisher, cancellation);

        assertThat(answer).isEqualTo("Done.");
        assertThat(executed).containsExactly("c2");
        assertThat(requests).hasSize(1);
    }

    @Test
    void sendsNoRequestWhenTheAnswerIsAlreadyRecorded() {
        assertThat(loop().run(task(10, turn("Done before.")), publisher, cancellation))
                .isEqualTo("Done before.");
        assertThat(requests).isEmpty();
    }

    @Test
    void stopsBeforeTheNextToolCallWhenTheRunIsCancelled() {
        ToolCallExecutor toolExecutor = (call, allowed) -> {
            executed.add(call.call());
            cancellation.cancel();
            return finished(call);
        };
        TurnSource turnSource =
                (task, number, request, publisher, cancellation) -> turn("Both.", call("c1"), call("c2"));
        var loop = new AgentLoop(turnSource, toolExecutor, new ContextWindow(1_000_000));

        assertThatThrownBy(() -> loop.run(task(10), publisher, cancellation))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(executed).containsExactly("c1");
    }
}
