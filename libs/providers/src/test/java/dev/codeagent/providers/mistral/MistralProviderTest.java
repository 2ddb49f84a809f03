package dev.codeagent.providers.mistral;

import static dev.codeagent.providers.contract.WireFixture.context;
import static dev.codeagent.providers.contract.WireFixture.message;
import static dev.codeagent.providers.contract.WireFixture.setup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.FillInMiddle;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MistralProviderTest {

    @Test
    void idsOfOtherProvidersBecomeDistinctIdsOfNineCharacters() {
        assertThat(MistralConversation.toId("aB3dE5gH1")).isEqualTo("aB3dE5gH1");
        assertThat(MistralConversation.toId("call_1"))
                .matches("[a-zA-Z0-9]{9}")
                .isEqualTo(MistralConversation.toId("call_1"))
                .isNotEqualTo(MistralConversation.toId("call_2"));
        assertThat(MistralConversation.toId("")).matches("[a-zA-Z0-9]{9}");
    }

    @Test
    void everyCallIsAnsweredBeforeTheNextMessageOfTheUser() {
        List<ChatMessage> adapted = MistralConversation.adapt(List.of(
                new ChatMessage.User("a"),
                new ChatMessage.Assistant(
                        "", "", List.of(new ToolCallRequest("1", "x", "{}"), new ToolCallRequest("2", "y", "{}"))),
                new ChatMessage.Tool("1", "x", "done", false),
                new ChatMessage.User("b")));

        assertThat(adapted)
                .extracting(m -> m.getClass().getSimpleName())
                .containsExactly("User", "Assistant", "Tool", "Tool", "Assistant", "User");
    }

    @Test
    void thinkingGoesBackAsTheListThatItWas() throws IOException {
        WireReply reply = new MistralDialect().stream(ScriptedTurn.ofText("42").withThinking("Let me see", ""));
        try (var server = WireServer.answering(reply)) {
            var provider = new MistralProvider(setup(server.url("/v1")));
            McpResponse first = provider.sendMessage(message(new ChatMessage.User("x")), context("m-1", true));
            provider.sendMessage(
                    message(new ChatMessage.User("x"), first.toMessage(), new ChatMessage.User("y")),
                    context("m-1", true));

            assertThat(server.requests().getLast().body())
                    .contains("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":"
                            + "[{\"type\":\"text\",\"text\":\"Let me see\"}]},{\"type\":\"text\",\"text\":\"42\"}]}");
        }
    }

    @Test
    void completesBetweenPrefixAndSuffix() throws IOException {
        WireReply reply = new MistralDialect().stream(ScriptedTurn.ofText("return a + b;"));
        try (var server = WireServer.answering(reply)) {
            McpResponse answer = new MistralProvider(setup(server.url("/v1")))
                    .fillInMiddle(new FillInMiddle("int add(int a, int b) {", "}", 50), context("codestral", true));

            assertThat(answer.text()).isEqualTo("return a + b;");
            WireServer.Request request = server.requests().getFirst();
            assertThat(request.target()).isEqualTo("/v1/fim/completions");
            assertThat(request.body())
                    .contains("\"prompt\":\"int add(int a, int b) {\"", "\"suffix\":\"}\"", "\"max_tokens\":50");
        }
    }

    @Test
    void readsWhatModelsCanDo() throws IOException {
        String list = "{\"data\":[{\"id\":\"codestral-2508\",\"max_context_length\":256000,\"capabilities\":"
                + "{\"completion_chat\":true,\"completion_fim\":true,\"function_calling\":true,\"vision\":false}},"
                + "{\"id\":\"mistral-ocr\",\"capabilities\":{\"completion_chat\":false}}]}";
        try (var server = WireServer.answering(WireReply.json(list))) {
            List<Model> models = new MistralProvider(setup(server.url("/v1"))).installedModels();

            assertThat(models.getFirst().traits().contextTokens()).isEqualTo(256_000);
            assertThat(models.getFirst().traits().tools()).isEqualTo(Support.YES);
            assertThat(models.getFirst().traits().images()).isEqualTo(Support.NO);
            assertThat(models.getFirst().traits().fillInMiddle()).isEqualTo(Support.YES);
            assertThat(models.getLast().traits().embedding()).isTrue();
        }
    }
}
