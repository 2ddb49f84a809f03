package dev.codeagent.providers.toolcalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolCallingTest {
    private static final ModelRef MODEL = ModelRef.parse("p/m");
    private static final String CHOICE = "{\"tool\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}}";
    private static final ToolCallRequest READ = new ToolCallRequest("", "read_file", "{\"path\":\"a.txt\"}");
    private static final McpMessage FULL = McpMessage.of(
            new SystemInstructions("You are an agent with long instructions."),
            SegmentedContext.task(List.of(new ChatMessage.User("Read a.txt."))),
            TextToolCallsTest.TOOLS);
    private static final McpMessage COMPACT = McpMessage.of(
            new SystemInstructions("Be short."),
            SegmentedContext.task(List.of(
                    new ChatMessage.User("Read a.txt."),
                    new ChatMessage.Assistant("", "", List.of(new ToolCallRequest("1", "read_file", "{\"path\":\"b"))),
                    new ChatMessage.Tool("1", "read_file", "no file", true))),
            TextToolCallsTest.TOOLS);

    private TurnRequest.Compact compact = new TurnRequest.Compact(COMPACT, Set.of(), Map.of());
    private ModelTraits traits = ModelTraits.UNKNOWN;
    private final ToolCalling calling = new ToolCalling();
    private final List<String> deltas = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<String> restarts = new ArrayList<>();

    private McpResponse send(AnsweringProvider provider) {
        var listener = new TurnListener() {
            @Override
            public void onDelta(String kind, String text) {
                deltas.add(text);
            }

            @Override
            public void onRestart(String reason) {
                restarts.add(reason);
            }

            @Override
            public void onNotice(String code, String text) {
                notices.add(code + ": " + text);
            }
        };
        var context =
                new ProviderContext("m", traits, GenerationParameters.DEFAULT, true, listener, new CancellationToken());
        return calling.send(provider, MODEL, new TurnRequest(FULL, () -> compact, false), context);
    }

    @Test
    void recoversACallFromTextAndUsesTheSchemaAfterwards() {
        var provider = new AnsweringProvider(true, true, "<tool_call>" + CHOICE + "</tool_call>", CHOICE);

        assertThat(send(provider).toolCalls()).containsExactly(READ);
        assertThat(notices)
                .containsExactly("model.tools: p/m gets its tools through a JSON schema from now on: "
                        + "it wrote a tool call as text");
        assertThat(send(provider).toolCalls()).containsExactly(READ);
        assertThat(provider.requests.getFirst().tools()).isEqualTo(FULL.tools());
        assertThat(provider.requests.getLast().tools()).isEmpty();
        assertThat(provider.contexts.getLast().parameters().responseSchema()).isPresent();
        assertThat(notices).hasSize(1);
    }

    @Test
    void asksAgainUnderTheSchemaIfACallInTheTextIsNotClear() {
        var provider = new AnsweringProvider(
                true, true, "First:\n\n```json\n{\"name\": \"cat\", \"arguments\": {}}\n```\nThen.", CHOICE);

        McpResponse response = send(provider);

        assertThat(response.toolCalls()).containsExactly(READ);
        assertThat(response.stopReason()).isEqualTo(StopReason.TOOL_CALLS);
        assertThat(response.usage().inputTokens()).isEqualTo(20);
        assertThat(restarts).hasSize(1);
    }

    @Test
    void leavesAnAnswerWithoutACallAsItIs() {
        var provider = new AnsweringProvider(true, true, "All tests pass.");

        assertThat(send(provider).text()).isEqualTo("All tests pass.");
        assertThat(notices).isEmpty();
        assertThat(provider.requests).containsExactly(FULL);
    }

    @Test
    void asksForAWholeFileIfOneHasToBeChanged() {
        compact = new TurnRequest.Compact(COMPACT, Set.of("edit_file"), Map.of("a.txt", "one\n"));
        var provider = new AnsweringProvider(false, true, "It must be two.\n```\none\ntwo\n```\n");

        McpResponse response = send(provider);

        assertThat(response.toolCalls())
                .containsExactly(
                        new ToolCallRequest("", "write_file", "{\"path\":\"a.txt\",\"content\":\"one\\ntwo\\n\"}"));
        assertThat(response.stopReason()).isEqualTo(StopReason.TOOL_CALLS);
        assertThat(deltas).containsExactly("It must be two.");
        GenerationParameters parameters = provider.contexts.getFirst().parameters();
        assertThat(parameters.maxOutputTokens()).hasValue(514);
        assertThat(parameters.temperature()).hasValue(0.2);
        assertThat(parameters.responseSchema()).isEmpty();
    }

    @Test
    void choosesUnderTheSchemaIfTheAnswerHasNoWholeFile() {
        compact = new TurnRequest.Compact(COMPACT, Set.of(), Map.of("a.txt", "one\n"));
        var provider = new AnsweringProvider(false, true, "I do not know.", CHOICE);

        McpResponse response = send(provider);

        assertThat(response.toolCalls()).containsExactly(READ);
        assertThat(response.usage().inputTokens()).isEqualTo(20);
        assertThat(restarts).containsExactly("the answer of p/m has no whole file that is changed");
        assertThat(provider.contexts.getLast().parameters().maxOutputTokens()).hasValue(2_048);
    }

    @Test
    void usesTheSchemaFromTheStartForAProviderWithoutTools() {
        var provider = new AnsweringProvider(false, true, "{\"answer\": \"It is read.\"}");

        McpResponse response = send(provider);

        assertThat(response.text()).isEqualTo("It is read.");
        assertThat(response.toolCalls()).isEmpty();
        assertThat(deltas).containsExactly("It is read.");
    }

    @Test
    void writesTheConversationAsTextsWithTheSameBeginning() {
        var provider = new AnsweringProvider(false, true, CHOICE);

        send(provider);

        McpMessage sent = provider.requests.getFirst();
        assertThat(sent.instructions().text())
                .startsWith("Be short.\n\nAnswer with one JSON object")
                .contains("read_file {\"path\", \"limit\"?}: Does read_file.\n");
        assertThat(sent.context().messages())
                .containsExactly(
                        new ChatMessage.User("Read a.txt."),
                        new ChatMessage.Assistant("", "{\"tool\":\"read_file\",\"arguments\":{}}", List.of()),
                        new ChatMessage.User("Error of read_file:\nno file"));
    }

    @Test
    void describesEachToolAndTheAnswerInTheSchema() {
        JsonObject schema = ToolChoice.schema(TextToolCallsTest.TOOLS, Set.of());

        assertThat(schema.getJsonArray("anyOf")).hasSize(4);
        assertThat(schema.toString())
                .contains("{\"type\":\"object\",\"properties\":{\"tool\":{\"type\":\"string\",\"const\":\"read_file\"},"
                        + "\"arguments\":{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"},"
                        + "\"limit\":{\"type\":\"integer\"}},\"required\":[\"path\"],\"additionalProperties\":false}},"
                        + "\"required\":[\"tool\",\"arguments\"],\"additionalProperties\":false}")
                .contains("\"required\":[\"answer\"]");
        assertThat(ToolChoice.schema(TextToolCallsTest.TOOLS, Set.of("read_file", "write_file"))
                        .getJsonArray("anyOf"))
                .hasSize(2);
    }

    @Test
    void usesTheTextProtocolIfTheSchemaIsRefused() {
        var provider = new AnsweringProvider(
                false,
                true,
                new AgentException(ErrorCode.PROVIDER_REJECTED, "unknown field response_format"),
                "```json\n" + CHOICE + "\n```");

        assertThat(send(provider).toolCalls()).containsExactly(READ);
        assertThat(provider.contexts.getLast().parameters().responseSchema()).isEmpty();
        assertThat(notices).singleElement().asString().contains("through its instructions");
    }

    @Test
    void asksForAnObjectThatCanBeReadAndEndsAfterThreeAnswers() {
        String unclear = "I call {\"tool\": \"read_file\", \"arguments\": {\"path\": \"a.txt\"}} now, then I write.";
        var provider = new AnsweringProvider(false, false, unclear, CHOICE);

        assertThat(send(provider).toolCalls()).containsExactly(READ);
        assertThat(provider.requests.getLast().context().messages().getLast())
                .isInstanceOfSatisfying(
                        ChatMessage.User.class, u -> assertThat(u.text()).contains("nothing was done"));

        var stubborn = new AnsweringProvider(false, false, unclear, unclear, unclear);
        McpResponse last = send(stubborn);
        assertThat(last.text()).isEqualTo(unclear);
        assertThat(last.toolCalls()).isEmpty();
        assertThat(last.usage().outputTokens()).isEqualTo(15);
    }

    @Test
    void reportsAChoiceThatTheLimitOfTokensCut() {
        var provider = new AnsweringProvider(
                false, true, AnsweringProvider.response("{\"tool\": \"write_file\", \"argum", StopReason.LENGTH));

        McpResponse response = send(provider);

        assertThat(response.stopReason()).isEqualTo(StopReason.LENGTH);
        assertThat(response.text()).isEmpty();
        assertThat(response.toolCalls()).isEmpty();
    }

    @Test
    void switchesIfTheServerSaysThatTheModelHasNoTools() {
        var provider = new AnsweringProvider(
                true,
                true,
                new AgentException(ErrorCode.PROVIDER_REJECTED, "registry.ollama.ai/m does not support tools"),
                CHOICE);

        assertThat(send(provider).toolCalls()).containsExactly(READ);
        assertThat(notices).singleElement().asString().contains("the provider refuses tools for it");
    }

    @Test
    void sendsTheCompactRequestToAModelWithASmallWindow() {
        traits = new ModelTraits(
                12_288,
                0,
                Support.YES,
                Support.NO,
                Support.NO,
                Support.NO,
                Support.NO,
                false,
                "max_tokens",
                true,
                List.of());
        var provider = new AnsweringProvider(true, true, "Read.");

        send(provider);

        assertThat(provider.requests).containsExactly(COMPACT);
    }

    @Test
    void keepsTheSchemaIfTheProviderRefusesSomethingElse() {
        var provider = new AnsweringProvider(
                false, true, new AgentException(ErrorCode.PROVIDER_REJECTED, "the request is not allowed"), CHOICE);

        assertThatThrownBy(() -> send(provider)).hasMessage("the request is not allowed");
        send(provider);

        assertThat(provider.contexts.getLast().parameters().responseSchema()).isPresent();
    }

    @Test
    void passesOtherFailuresOn() {
        var provider =
                new AnsweringProvider(true, true, new AgentException(ErrorCode.PROVIDER_REJECTED, "bad request"));

        assertThatThrownBy(() -> send(provider)).hasMessage("bad request");
        assertThat(notices).isEmpty();
    }
}
