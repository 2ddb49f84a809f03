package dev.codeagent.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
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

/** What an agent does with answers that are cut, broken, too long for the model, or without a change. */
class AgentAnswersTest {
    private static final RunId RUN = new RunId("run-1");

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final RunEventPublisher publisher = new RunEventPublisher(hub, RUN);
    private final List<ToolCall> executed = new ArrayList<>();
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

    private String run(McpResponse... responses) {
        return run(n -> responses[Math.min(n, responses.length) - 1]);
    }

    private String run(IntFunction<McpResponse> responses) {
        provider = new ScriptedProvider(responses);
        var tools = new ToolCallExecutor(() -> new FakeSandbox(this::call), ServerTools.NONE, call -> Optional.empty());
        var configuration = new AgentConfiguration(AgentName.CODING, List.of(ModelRef.parse("demo")), 20, "");
        var task = new AgentTask(
                "coding",
                configuration,
                "Request: x",
                configuration.models(),
                new ToolRegistry().forAgent(AgentName.CODING),
                1,
                List.of(),
                false);
        return new AgentLoop(
                        provider.router(),
                        provider.configurations(),
                        tools,
                        new ContextWindow(1_000_000),
                        TurnLedgers.NONE)
                .run(task, publisher, new CancellationToken());
    }

    private ToolResult call(ToolCall call) {
        executed.add(call);
        return new ToolResult(ToolResult.Outcome.OK, "r".repeat(1_000), JsonObject.EMPTY_JSON_OBJECT);
    }

    private static McpResponse cut(String text, ToolCallRequest... calls) {
        return new McpResponse("demo", "", text, List.of(calls), Usage.NONE, StopReason.LENGTH, ProviderReplay.NONE);
    }

    private static ToolCallRequest call(String tool, String arguments) {
        return new ToolCallRequest("", tool, arguments);
    }

    private List<ChatMessage> lastMessages() {
        return provider.requests().getLast().context().messages();
    }

    private List<String> results() {
        return journal.eventsOf(RUN).stream()
                .filter(ToolFinished.class::isInstance)
                .map(e -> ((ToolFinished) e).result())
                .toList();
    }

    @Test
    void executesARepairedCall() {
        run(ScriptedProvider.toolCalls("", call("read_file", "{'path': 'a.txt',}")), ScriptedProvider.text("Done."));

        assertThat(executed.getFirst().arguments().getString("path")).isEqualTo("a.txt");
    }

    @Test
    void answersBrokenArgumentsWithTheErrorAndReplaysValidJson() {
        run(ScriptedProvider.toolCalls("", call("read_file", "{\"path\": \"gre")), ScriptedProvider.text("Done."));

        assertThat(executed).isEmpty();
        assertThat(results()).singleElement().asString().contains("the text ends too early at character 14");
        for (McpMessage request : provider.requests()) {
            request.context().messages().stream()
                    .filter(ChatMessage.Assistant.class::isInstance)
                    .flatMap(m -> ((ChatMessage.Assistant) m).toolCalls().stream())
                    .forEach(c -> BoundedJson.readObject(c.arguments(), BoundedJson.Limits.MESSAGE));
        }
    }

    @Test
    void executesNoCallThatTheLimitOfTokensCut() {
        run(
                cut(
                        "",
                        call("read_file", "{\"path\": \"a.txt\"}"),
                        call("write_file", "{\"path\": \"b.txt\", \"content\": \"half\"")),
                ScriptedProvider.text("Done."));

        assertThat(executed).singleElement().satisfies(c -> assertThat(c.tool()).isEqualTo("read_file"));
        assertThat(results().getLast()).startsWith("your answer reached the limit of tokens");
    }

    @Test
    void endsAfterThreeCallsThatWereCut() {
        assertThatThrownBy(() -> run(n -> cut("", call("write_file", "{\"path\": \"a" + n))))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_STUCK))
                .hasMessageContaining("cut the model's answer 3 times");
        assertThat(provider.requests()).hasSize(3);
        assertThat(executed).isEmpty();
    }

    @Test
    void continuesAnAnswerThatWasCut() {
        String answer = run(cut("The greeting ends with a "), ScriptedProvider.text("full stop."));

        assertThat(answer).isEqualTo("The greeting ends with a full stop.");
        assertThat(lastMessages().getLast()).isEqualTo(new ChatMessage.User(Conversation.CONTINUE_TEXT));
    }

    @Test
    void failsIfAnAnswerIsCutAgainAndAgain() {
        assertThatThrownBy(() -> run(cut("more ")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_STUCK));
    }

    @Test
    void asksOnceForAChangeIfTheAnswerIsCodeAsText() {
        String answer = run(
                ScriptedProvider.text("Here is the fix:\n```java\nint a;\n```"),
                ScriptedProvider.text("```java\nint a;\n```"));

        assertThat(answer).isEqualTo("```java\nint a;\n```");
        assertThat(provider.requests()).hasSize(2);
        assertThat(lastMessages().getLast())
                .isInstanceOfSatisfying(
                        ChatMessage.User.class, u -> assertThat(u.text()).startsWith("You have changed no file"));
        assertThat(journal.eventsOf(RUN).stream().filter(RunEvent.Notice.class::isInstance))
                .anySatisfy(e -> assertThat(((RunEvent.Notice) e).code()).isEqualTo("model.tools"));
    }

    @Test
    void acceptsCodeInTheAnswerAfterAChange() {
        run(
                ScriptedProvider.toolCalls("", call("write_file", "{\"path\": \"a\", \"content\": \"b\"}")),
                ScriptedProvider.text("Now it is:\n```\nb\n```"));

        assertThat(provider.requests()).hasSize(2);
    }

    @Test
    void leavesOldResultsOutIfTheConversationIsTooLongForTheModel() {
        IntFunction<McpResponse> answers = n -> switch (n) {
            case 1 -> ScriptedProvider.toolCalls("", call("read_file", "{\"path\": \"a\"}"));
            case 2 -> ScriptedProvider.toolCalls("", call("read_file", "{\"path\": \"b\"}"));
            case 3 -> throw new AgentException(ErrorCode.CONTEXT_LENGTH_EXCEEDED, "at most 16384 tokens");
            default -> ScriptedProvider.text("Read.");
        };

        assertThat(run(answers)).isEqualTo("Read.");
        assertThat(lastMessages().stream().filter(ChatMessage.Tool.class::isInstance))
                .satisfiesExactly(
                        t -> assertThat(((ChatMessage.Tool) t).text()).startsWith("(an older result"),
                        t -> assertThat(((ChatMessage.Tool) t).text()).isEqualTo("r".repeat(1_000)));
        assertThat(journal.eventsOf(RUN).stream().filter(RunEvent.Notice.class::isInstance))
                .anySatisfy(e -> assertThat(((RunEvent.Notice) e).code()).isEqualTo("context.reduced"));
    }

    @Test
    void requestsAReducedTurnOnlyOnce() {
        assertThatThrownBy(() -> run(n -> {
                    throw new AgentException(ErrorCode.CONTEXT_LENGTH_EXCEEDED, "at most 16384 tokens");
                }))
                .hasMessage("at most 16384 tokens");
        assertThat(provider.requests()).hasSize(2);
    }
}
