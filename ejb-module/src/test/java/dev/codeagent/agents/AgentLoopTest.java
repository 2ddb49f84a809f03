package dev.codeagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Image;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.accounting.TurnLedgers;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentLoopTest {
    private static final RunId RUN = new RunId("run-1");

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final RunEventPublisher publisher = new RunEventPublisher(hub, RUN);
    private final CancellationToken cancellation = new CancellationToken();
    private final List<String> executedPaths = new ArrayList<>();
    private Optional<String> denialReason = Optional.empty();
    private Runnable afterCall = () -> {};
    private ScriptedProvider provider = new ScriptedProvider(n -> ScriptedProvider.text("unexpected"));

    @BeforeEach
    void openRun() {
        hub.open(
                RUN,
                new RunEvent.Created(
                        "p-1",
                        "s-1",
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
                        Optional.empty()));
    }

    /** The responses in their order; the last one is repeated. */
    private AgentLoop loop(McpResponse... responses) {
        return loop(n -> responses[Math.min(n, responses.length) - 1]);
    }

    private AgentLoop loop(IntFunction<McpResponse> responses) {
        provider = new ScriptedProvider(responses);
        var tools = new ToolCallExecutor(() -> new FakeSandbox(this::call), ServerTools.NONE, call -> denialReason);
        return new AgentLoop(
                provider.router(), provider.configurations(), tools, new ContextWindow(1_000_000), TurnLedgers.NONE);
    }

    private ToolResult call(ToolCall call) {
        String path = call.arguments().getString("path");
        executedPaths.add(path);
        afterCall.run();
        return new ToolResult(ToolResult.Outcome.OK, "content of " + path, JsonObject.EMPTY_JSON_OBJECT);
    }

    private static ToolCallRequest readFile(String path) {
        return new ToolCallRequest("id-of-the-model", "read_file", "{\"path\":\"" + path + "\"}");
    }

    private static AgentTask task(int maxTurns, RecordedTurn... recordedTurns) {
        var configuration =
                new AgentConfiguration(AgentName.CODING, List.of(ModelRef.parse("demo")), maxTurns, "Write tests.");
        return new AgentTask(
                "coding",
                configuration,
                "Request: x",
                configuration.models(),
                new ToolRegistry().forAgent(AgentName.CODING),
                1,
                List.of(recordedTurns),
                false);
    }

    @Test
    void everyRequestBeginsWithTheImagesOfThePrompt() {
        var image = new Image("image/png", "iVBORw0KGgo=");
        AgentLoop loop =
                loop(ScriptedProvider.toolCalls("", readFile("a.txt")), ScriptedProvider.text("It is a button."));
        AgentTask task = task(5);

        loop.run(
                new AgentTask(
                        task.step(),
                        task.configuration(),
                        task.prompt(),
                        List.of(image),
                        task.models(),
                        task.tools(),
                        1,
                        List.of(),
                        false),
                publisher,
                cancellation);

        assertThat(provider.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.context().messages().getFirst())
                        .isInstanceOfSatisfying(
                                ChatMessage.User.class,
                                u -> assertThat(u.images()).containsExactly(image)));
    }

    @Test
    void returnsTheFirstAnswerWithoutToolCalls() {
        String answer = loop(
                        ScriptedProvider.toolCalls("I look.", readFile("a"), readFile("b")),
                        ScriptedProvider.text("It is done."))
                .run(task(10), publisher, cancellation);

        assertThat(answer).isEqualTo("It is done.");
        assertThat(executedPaths).containsExactly("a", "b");
        assertThat(provider.requests().getLast().context().messages())
                .hasSize(4)
                .contains(new ChatMessage.Tool("id-of-the-model", "read_file", "content of a", false));
    }

    @Test
    void journalsATurnInOneCommitAndEachToolResultAfterIt() {
        loop(ScriptedProvider.toolCalls("I look.", readFile("a")), ScriptedProvider.text("Done."))
                .run(task(10), publisher, cancellation);

        assertThat(journal.eventsOf(RUN).stream().map(EventCodec::typeOf))
                .containsExactly(
                        "run.created",
                        "block.finished",
                        "turn.finished",
                        "tool.called",
                        "tool.finished",
                        "block.finished",
                        "turn.finished");
    }

    @Test
    void sendsTheAgentNameAndTheProjectInstructionsAsSystemPrompt() {
        loop(ScriptedProvider.text("Done.")).run(task(10), publisher, cancellation);

        assertThat(provider.requests().getFirst().instructions().text())
                .startsWith("agent: coding\n")
                .endsWith("Write tests.");
        assertThat(provider.requests().getFirst().context().messages())
                .containsExactly(new ChatMessage.User("Request: x"));
    }

    @Test
    void storesEachToolResultBeforeTheNextRequest() {
        AgentLoop loop = loop(n -> {
            long stored = journal.eventsOf(RUN).stream()
                    .filter(ToolFinished.class::isInstance)
                    .count();
            assertThat(stored).isEqualTo(n - 1L);
            return n < 4 ? ScriptedProvider.toolCalls("Again.", readFile("f" + n)) : ScriptedProvider.text("Done.");
        });

        assertThat(loop.run(task(10), publisher, cancellation)).isEqualTo("Done.");
    }

    @Test
    void stopsWhenTheTurnLimitIsReached() {
        AgentLoop loop = loop(n -> ScriptedProvider.toolCalls("More.", readFile("f" + n)));

        assertThatThrownBy(() -> loop.run(task(3), publisher, cancellation))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STEP_LIMIT))
                .hasMessageContaining("used its 3 turns");
        assertThat(executedPaths).containsExactly("f1", "f2", "f3");
    }

    @Test
    void stopsWhenTheModelRepeatsTheSameToolCalls() {
        AgentLoop loop = loop(ScriptedProvider.toolCalls("Once more.", readFile("same")));

        assertThatThrownBy(() -> loop.run(task(50), publisher, cancellation))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_STUCK));
    }

    @Test
    void resumesAfterTheRecordedTurns() {
        var first = new ToolCalled("coding", "coding-t1-c1", "read_file", "{\"path\":\"a\"}", false);
        var second = new ToolCalled("coding", "coding-t1-c2", "read_file", "{\"path\":\"b\"}", false);
        var result = new ToolFinished("coding", first.call(), first.tool(), ToolFinished.Outcome.OK, "content of a", 1);
        var unfinished = new RecordedTurn(
                "", "I look.", List.of(first, second), List.of(result), ProviderReplay.NONE, "tool_calls");

        String answer = loop(ScriptedProvider.text("Done.")).run(task(10, unfinished), publisher, cancellation);

        assertThat(answer).isEqualTo("Done.");
        assertThat(executedPaths).containsExactly("b");
        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void sendsNoRequestWhenTheAnswerIsAlreadyRecorded() {
        var recorded = new RecordedTurn("", "Done before.", List.of(), List.of(), ProviderReplay.NONE, "stop");

        assertThat(loop().run(task(10, recorded), publisher, cancellation)).isEqualTo("Done before.");
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void stopsBeforeTheNextToolCallWhenTheRunIsCancelled() {
        afterCall = cancellation::cancel;
        AgentLoop loop = loop(ScriptedProvider.toolCalls("Both.", readFile("a"), readFile("b")));

        assertThatThrownBy(() -> loop.run(task(10), publisher, cancellation))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(executedPaths).containsExactly("a");
    }

    @Test
    void givesTheModelTheReasonOfADeniedCall() {
        denialReason = Optional.of("denied by policy");

        loop(ScriptedProvider.toolCalls("I look.", readFile("a")), ScriptedProvider.text("Without it."))
                .run(task(10), publisher, cancellation);

        assertThat(executedPaths).isEmpty();
        assertThat(provider.requests().getLast().context().messages())
                .contains(new ChatMessage.Tool("id-of-the-model", "read_file", "denied by policy", true));
    }

    @Test
    void givesTheModelTheErrorOfAWrongCall() {
        loop(
                        ScriptedProvider.toolCalls(
                                "I try.",
                                new ToolCallRequest("1", "no_such_tool", "{}"),
                                new ToolCallRequest("2", "read_file", "[1"),
                                new ToolCallRequest("3", "read_file", "{}")),
                        ScriptedProvider.text("I give up."))
                .run(task(10), publisher, cancellation);

        assertThat(executedPaths).isEmpty();
        assertThat(journal.eventsOf(RUN).stream()
                        .filter(ToolFinished.class::isInstance)
                        .map(e -> ((ToolFinished) e).result()))
                .satisfiesExactly(
                        r -> assertThat(r).startsWith("no tool 'no_such_tool'; you have read_file"),
                        r -> assertThat(r).startsWith("the arguments are not a JSON object"),
                        r -> assertThat(r).isEqualTo("argument 'path' of read_file is missing"));
    }
}
