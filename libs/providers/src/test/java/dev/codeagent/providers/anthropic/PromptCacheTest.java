package dev.codeagent.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.providers.contract.DialectJson;
import dev.codeagent.providers.contract.RecordingListener;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What only this wire has: marks of the cache, the order of thinking blocks, and parameters of thinking. */
class PromptCacheTest {
    private static final String MARK = "\"cache_control\":{\"type\":\"ephemeral\"}";
    private static final int TURNS = 20;

    private static ModelTraits traits(int maxOutput, List<String> efforts) {
        return new ModelTraits(
                200_000,
                maxOutput,
                Support.YES,
                Support.YES,
                Support.YES,
                Support.YES,
                Support.NO,
                false,
                "max_tokens",
                true,
                efforts);
    }

    private static String write(List<ChatMessage> messages, ModelTraits traits, GenerationParameters parameters) {
        var context =
                new ProviderContext("m-1", traits, parameters, true, new RecordingListener(), new CancellationToken());
        McpTool[] tools = new McpTool[5];
        for (int i = 0; i < tools.length; i++) {
            JsonObject schema = Json.createObjectBuilder().add("type", "object").build();
            tools[i] = new McpTool("tool_" + i, "Does something. ".repeat(20), schema, McpTool.Executor.SANDBOX);
        }
        return new MessagesRequestWriter("mine", context)
                .write(McpMessage.of(
                        new SystemInstructions("You work on code. ".repeat(100)),
                        SegmentedContext.task(messages),
                        List.of(tools)));
    }

    private static String write(List<ChatMessage> messages) {
        return write(messages, ModelTraits.UNKNOWN, GenerationParameters.DEFAULT);
    }

    private static GenerationParameters effort(String effort) {
        return new GenerationParameters(
                OptionalInt.empty(), OptionalDouble.of(0.5), Optional.of(effort), Optional.empty());
    }

    @Test
    void findsAtLeastFourFifthsOfTheInputOfARunInTheCache() {
        List<ChatMessage> messages = new ArrayList<>(List.of(new ChatMessage.User("fix the bug in the parser")));
        long all = 0;
        long cached = 0;
        String previous = "";
        for (int turn = 0; turn < TURNS; turn++) {
            String request = write(messages);
            assertThat(request.split(java.util.regex.Pattern.quote(MARK), -1))
                    .as("marks of turn " + turn)
                    .hasSizeBetween(3 + 1, 4 + 1);
            all += unmarked(request).length();
            // The cache has the previous request up to its last mark; this one must begin with it and mark its end too.
            if (!previous.isEmpty()) {
                String prefix = unmarked(previous.substring(0, previous.lastIndexOf(MARK)));
                prefix = prefix.substring(0, prefix.length() - 1);
                assertThat(unmarked(request)).startsWith(prefix);
                String marked = request.substring(0, request.lastIndexOf(MARK));
                String before = marked.substring(0, marked.lastIndexOf(MARK));
                assertThat(unmarked(before).length()).isGreaterThanOrEqualTo(prefix.length());
                cached += prefix.length();
            }
            previous = request;
            messages.add(new ChatMessage.Assistant(
                    "", "I read.", List.of(new ToolCallRequest("call_" + turn, "tool_1", "{\"path\":\"a\"}"))));
            messages.add(new ChatMessage.Tool("call_" + turn, "tool_1", "line of code\n".repeat(40), false));
        }
        assertThat(cached * 100 / all).as("percent of the input").isGreaterThanOrEqualTo(80);
    }

    private static String unmarked(String request) {
        return request.replace("," + MARK, "");
    }

    @Test
    void sendsThinkingBlocksBackInTheirOrder() {
        String replay = DialectJson.template("{'blocks':[{'type':'thinking','signature':'s1','chars':3},"
                + "{'type':'redacted_thinking','data':'d1'},{'type':'text','chars':2},{'type':'tool_use'},"
                + "{'type':'thinking','signature':'s2','chars':3},{'type':'tool_use'}]}");
        var answer = new ChatMessage.Assistant(
                "onetwo",
                "Hi",
                List.of(new ToolCallRequest("a", "x", "{}"), new ToolCallRequest("b", "y", "{}")),
                new ProviderReplay("mine", "m-1", replay));
        String request = write(List.of(
                new ChatMessage.User("q"),
                answer,
                new ChatMessage.Tool("b", "y", "2", false),
                new ChatMessage.Tool("a", "x", "1", false)));

        assertThat(request)
                .contains(DialectJson.template(
                        "[{'type':'thinking','thinking':'one','signature':'s1'},{'type':'redacted_thinking','data':'d1'},"
                                + "{'type':'text','text':'Hi'},{'type':'tool_use','id':'a','name':'x','input':{}},"
                                + "{'type':'thinking','thinking':'two','signature':'s2'},"
                                + "{'type':'tool_use','id':'b','name':'y','input':{}}]"));
        assertThat(request.indexOf("\"tool_use_id\":\"a\"")).isLessThan(request.indexOf("\"tool_use_id\":\"b\""));
    }

    @Test
    void sendsNoThinkingIfTheAnswerWasChanged() {
        String replay = DialectJson.template("{'blocks':[{'type':'thinking','signature':'s1','chars':3}]}");
        String request = write(List.of(
                new ChatMessage.User("q"),
                new ChatMessage.Assistant("longer", "Hi", List.of(), new ProviderReplay("mine", "m-1", replay)),
                new ChatMessage.User("r")));

        assertThat(request).doesNotContain("s1").contains("{\"type\":\"text\",\"text\":\"Hi\"}");
    }

    @Test
    void requestsThinkingInTheFormOfTheModel() {
        List<ChatMessage> hello = List.of(new ChatMessage.User("hello"));

        assertThat(write(hello, traits(64_000, List.of("low", "high")), effort("high")))
                .contains("\"max_tokens\":64000", "\"effort\":\"high\"", "\"type\":\"adaptive\"")
                .doesNotContain("temperature", "budget_tokens");
        assertThat(write(hello, traits(64_000, List.of()), effort("medium")))
                .contains("\"budget_tokens\":8192")
                .doesNotContain("temperature", "effort");
        assertThat(write(hello, ModelTraits.UNKNOWN, effort("medium")))
                .contains("\"temperature\":0.5", "\"max_tokens\":8192")
                .doesNotContain("thinking", "effort");
    }
}
