package dev.codeagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.run.RunId;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.messaging.RunLog;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatMessage;
import dev.codeagent.providers.ChatRequest;
import dev.codeagent.tools.ToolSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentLoopTest {
    private static final RunId RUN = new RunId("run-1");

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final RunLog log = new RunLog(hub, RUN);
    private final CancellationToken cancel = new CancellationToken();
    private final List<ChatRequest> asked = new ArrayList<>();
    private final List<String> run = new ArrayList<>();

    @BeforeEach
    void open() {
        hub.open(
                RUN,
                new RunEvent.Created("p-1", "s-1", "local", "/code", List.of(), "x", List.of(AgentName.CODING), ""));
    }

    /** Turns in the order in which they are asked for. */
    private AgentLoop loop(PastTurn... turns) {
        ModelTurns models = (task, number, request, to, signal) -> {
            asked.add(request);
            return turns[Math.min(number, turns.length) - 1];
        };
        return loop(models);
    }

    private AgentLoop loop(ModelTurns models) {
        ToolDesk desk = (call, allowed) -> {
            run.add(call.call());
            return finished(call);
        };
        return new AgentLoop(models, desk, new ContextWindow(1_000_000));
    }

    private static ToolFinished finished(ToolCalled call) {
        return new ToolFinished("coding", call.call(), call.tool(), "ok", "result of " + call.call(), 1);
    }

    private static ToolCalled call(String id) {
        return new ToolCalled("coding", id, "read_file", "{\"path\":\"" + id + "\"}", false);
    }

    private static PastTurn turn(String text, ToolCalled... calls) {
        return new PastTurn("", text, List.of(calls), List.of());
    }

    private static AgentTask task(int maxTurns, PastTurn... done) {
        var configuration =
                new AgentConfiguration(AgentName.CODING, List.of(ModelRef.parse("demo")), maxTurns, "Write tests.");
        return new AgentTask(
                "coding", configuration, "Request: x", configuration.models(), List.<ToolSpec>of(), 1, List.of(done));
    }

    @Test
    void endsWithTheFirstAnswerThatAsksForNoTool() {
        String answer = loop(turn("I look.", call("c1"), call("c2")), turn("It is done."))
                .run(task(10), log, cancel);

        assertThat(answer).isEqualTo("It is done.");
        assertThat(run).containsExactly("c1", "c2");
        assertThat(asked.getLast().messages())
                .hasSize(4)
                .contains(new ChatMessage.Tool("c1", "read_file", "result of c1", false));
    }

    @Test
    void tellsTheModelWhoItIsAndWhatTheProjectWants() {
        loop(turn("Done.")).run(task(10), log, cancel);

        assertThat(asked.getFirst().system()).startsWith("agent: coding\n").endsWith("Write tests.");
        assertThat(asked.getFirst().messages()).containsExactly(new ChatMessage.User("Request: x"));
    }

    @Test
    void storesEachOutcomeBeforeItAsksAgain() {
        ModelTurns models = (task, number, request, to, signal) -> {
            long stored = journal.of(RUN).stream()
                    .filter(ToolFinished.class::isInstance)
                    .count();
            assertThat(stored).isEqualTo(number - 1);
            return number < 4 ? turn("Again.", call("c" + number)) : turn("Done.");
        };

        assertThat(loop(models).run(task(10), log, cancel)).isEqualTo("Done.");
    }

    @Test
    void givesUpWhenTheTurnBudgetIsSpent() {
        ModelTurns models = (task, number, request, to, signal) -> turn("More.", call("c" + number));

        assertThatThrownBy(() -> loop(models).run(task(3), log, cancel))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STEP_LIMIT))
                .hasMessageContaining("used its 3 turns");
        assertThat(run).containsExactly("c1", "c2", "c3");
    }

    @Test
    void givesUpOnAModelThatRepeatsItself() {
        ModelTurns models = (task, number, request, to, signal) ->
                turn("Once more.", new ToolCalled("coding", "c" + number, "read_file", "{\"path\":\"same\"}", false));

        assertThatThrownBy(() -> loop(models).run(task(50), log, cancel))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_STUCK));
    }

    @Test
    void goesOnBehindTheTurnsThatAreDone() {
        ToolCalled first = call("c1");
        ToolCalled second = call("c2");
        var half = new PastTurn("", "I look.", List.of(first, second), List.of(finished(first)));

        String answer = loop(turn("never"), turn("Done.")).run(task(10, half), log, cancel);

        assertThat(answer).isEqualTo("Done.");
        assertThat(run).containsExactly("c2");
        assertThat(asked).hasSize(1);
    }

    @Test
    void asksNothingWhereTheAnswerIsStoredAlready() {
        assertThat(loop().run(task(10, turn("Done before.")), log, cancel)).isEqualTo("Done before.");
        assertThat(asked).isEmpty();
    }

    @Test
    void stopsBeforeTheNextToolWhenTheRunIsCancelled() {
        ToolDesk desk = (call, allowed) -> {
            run.add(call.call());
            cancel.cancel();
            return finished(call);
        };
        ModelTurns models = (task, number, request, to, signal) -> turn("Both.", call("c1"), call("c2"));
        var loop = new AgentLoop(models, desk, new ContextWindow(1_000_000));

        assertThatThrownBy(() -> loop.run(task(10), log, cancel))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(run).containsExactly("c1");
    }
}
