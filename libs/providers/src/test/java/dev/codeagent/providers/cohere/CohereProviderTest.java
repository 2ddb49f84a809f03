package dev.codeagent.providers.cohere;

import static dev.codeagent.providers.contract.WireFixture.context;
import static dev.codeagent.providers.contract.WireFixture.message;
import static dev.codeagent.providers.contract.WireFixture.setup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CohereProviderTest {

    @Test
    void thePlanForToolsGoesBackToTheSameModelAlone() throws IOException {
        WireReply reply = new CohereDialect()
                .stream(ScriptedTurn.ofCalls(new ToolCallRequest("read_1", "read_file", "{\"path\":\"a\"}"))
                        .withThinking("I will read the file.", ""));
        try (var server = WireServer.answering(reply)) {
            var provider = new CohereProvider(setup(server.url("/v2")));
            McpResponse first = provider.sendMessage(message(new ChatMessage.User("x")), context("m-1", true));
            ChatMessage result = new ChatMessage.Tool("read_1", "read_file", "content", false);
            provider.sendMessage(message(new ChatMessage.User("x"), first.toMessage(), result), context("m-1", true));
            provider.sendMessage(message(new ChatMessage.User("x"), first.toMessage(), result), context("m-2", true));

            assertThat(first.thinking()).isEqualTo("I will read the file.");
            assertThat(server.requests().get(1).body()).contains("\"tool_plan\":\"I will read the file.\"");
            assertThat(server.requests().get(2).body()).doesNotContain("tool_plan", "I will read");
        }
    }

    @Test
    void aLevelOfEffortSwitchesThinking() throws IOException {
        var traits = new ModelTraits(
                0,
                0,
                ModelTraits.Support.YES,
                ModelTraits.Support.NO,
                ModelTraits.Support.YES,
                ModelTraits.Support.YES,
                ModelTraits.Support.NO,
                false,
                "max_tokens",
                true,
                List.of("none", "high"));
        try (var server = WireServer.answering(new CohereDialect().whole(ScriptedTurn.ofText("ok")))) {
            var provider = new CohereProvider(setup(server.url("/v2")));
            for (String effort : List.of("none", "high", "unknown")) {
                var parameters = new GenerationParameters(
                        OptionalInt.empty(), OptionalDouble.of(1.7), Optional.of(effort), Optional.empty());
                provider.sendMessage(message(new ChatMessage.User("x")), context("m-1", false, traits, parameters));
            }

            assertThat(server.requests().get(0).body()).contains("\"thinking\":{\"type\":\"disabled\"}");
            assertThat(server.requests().get(1).body()).contains("\"thinking\":{\"type\":\"enabled\"}");
            assertThat(server.requests().get(2).body()).doesNotContain("\"thinking\"");
            assertThat(server.requests().get(2).body()).contains("\"temperature\":1.0");
        }
    }
}
