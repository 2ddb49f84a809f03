package dev.codeagent.providers.ollama;

import static dev.codeagent.providers.contract.DialectJson.parse;
import static dev.codeagent.providers.contract.WireFixture.context;
import static dev.codeagent.providers.contract.WireFixture.message;
import static dev.codeagent.providers.contract.WireFixture.setup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.FillInMiddle;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaProviderTest {
    private final OllamaDialect dialect = new OllamaDialect();

    private static void say(LlmProvider provider, int chars, int ownWindow) {
        provider.sendMessage(
                message(new ChatMessage.User("x".repeat(chars))),
                context("m-1", true, ModelTraits.UNKNOWN.withContextTokens(ownWindow), GenerationParameters.DEFAULT));
    }

    private static int window(WireServer.Request request) {
        return parse(request.body()).getJsonObject("options").getInt("num_ctx");
    }

    @Test
    void requestsAWindowThatIsLargeEnoughAndNeverASmallerOneAfterIt() throws IOException {
        try (var server = WireServer.answering(dialect.stream(ScriptedTurn.ofText("ok")))) {
            var provider = new OllamaProvider(setup(server.url("")));
            say(provider, 100, 0);
            say(provider, 60_000, 0);
            say(provider, 100, 0);
            say(provider, 600_000, 0);

            assertThat(server.requests())
                    .extracting(OllamaProviderTest::window)
                    .containsExactly(8_192, 32_768, 32_768, 262_144);
        }
    }

    @Test
    void requestsNoLargerWindowThanTheModelHas() throws IOException {
        try (var server = WireServer.answering(dialect.stream(ScriptedTurn.ofText("ok")))) {
            var provider = new OllamaProvider(setup(server.url("")));
            say(provider, 600_000, 40_960);

            assertThat(window(server.requests().getFirst())).isEqualTo(40_960);
            assertThat(server.requests().getFirst().body()).contains("\"truncate\":false");
        }
    }

    @Test
    void anAnswerToAConversationThatTheServerCutIsNone() throws IOException {
        WireReply cut = dialect.stream(ScriptedTurn.ofText("ok").withUsage(new Usage(8_192, 5, 0)));
        try (var server = WireServer.answering(cut)) {
            assertThatThrownBy(() -> say(new OllamaProvider(setup(server.url(""))), 100, 0))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED));
        }
    }

    @Test
    void anUnknownModelIsAnsweredWithTheCommandThatPullsIt() throws IOException {
        try (var server = WireServer.answering(dialect.error(WireDialect.Failure.UNKNOWN_MODEL, ""))) {
            assertThatThrownBy(() -> say(new OllamaProvider(setup(server.url(""))), 100, 0))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_MODEL))
                    .hasMessageContaining("`codeagent models pull mine/m-1` downloads it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v1", "/v1/", "/api", "/api/chat"})
    void findsItsApiAtEveryAddressThatPeopleConfigure(String path) throws IOException {
        try (var server = WireServer.answering(dialect.stream(ScriptedTurn.ofText("ok")))) {
            say(new OllamaProvider(setup(server.url(path))), 100, 0);

            assertThat(server.requests().getFirst().target()).isEqualTo("/api/chat");
        }
    }

    @Test
    void readsAStreamWithTheContentTypeOfABody() throws IOException {
        WireReply stream = dialect.stream(ScriptedTurn.ofText("Hello world"));
        WireReply reply = WireReply.json(stream.body());
        try (var server = WireServer.answering(reply)) {
            McpResponse answer = new OllamaProvider(setup(server.url("")))
                    .sendMessage(message(new ChatMessage.User("x")), context("m-1", true));

            assertThat(answer.text()).isEqualTo("Hello world");
        }
    }

    @Test
    void thinkingGoesBackToTheSameModel() throws IOException {
        WireReply reply = dialect.stream(ScriptedTurn.ofText("42").withThinking("Let me see", ""));
        try (var server = WireServer.answering(reply)) {
            var provider = new OllamaProvider(setup(server.url("")));
            McpResponse first = provider.sendMessage(message(new ChatMessage.User("x")), context("m-1", true));
            provider.sendMessage(
                    message(new ChatMessage.User("x"), first.toMessage(), new ChatMessage.User("y")),
                    context("m-1", true));

            assertThat(server.requests().getLast().body()).contains("\"thinking\":\"Let me see\"");
        }
    }

    @Test
    void completesBetweenPrefixAndSuffix() throws IOException {
        WireReply reply = WireReply.lines(
                "{\"model\":\"m-1\",\"response\":\"return \",\"done\":false}",
                "{\"model\":\"m-1\",\"response\":\"a + b;\",\"done\":false}",
                "{\"model\":\"m-1\",\"response\":\"\",\"done\":true,\"done_reason\":\"stop\","
                        + "\"prompt_eval_count\":9,\"eval_count\":4}");
        try (var server = WireServer.answering(reply)) {
            McpResponse answer = new OllamaProvider(setup(server.url("")))
                    .fillInMiddle(new FillInMiddle("int add(int a, int b) {", "}", 50), context("coder", true));

            assertThat(answer.text()).isEqualTo("return a + b;");
            assertThat(answer.usage()).isEqualTo(new Usage(9, 4, 0));
            assertThat(server.requests().getFirst().target()).isEqualTo("/api/generate");
            assertThat(server.requests().getFirst().body())
                    .contains("\"prompt\":\"int add(int a, int b) {\"", "\"suffix\":\"}\"", "\"num_predict\":50");
        }
    }

    @Test
    void readsWhatModelsCanDo() throws IOException {
        try (var server = new WireServer(8_192, request -> dialect.models(request, List.of("m-1")))) {
            Model model =
                    new OllamaProvider(setup(server.url(""))).installedModels().getFirst();

            assertThat(model.sizeBytes()).isEqualTo(986_061_892);
            assertThat(model.traits().contextTokens()).isEqualTo(32_768);
            assertThat(model.traits().tools()).isEqualTo(Support.YES);
            assertThat(model.traits().images()).isEqualTo(Support.NO);
        }
    }
}
