package dev.codeagent.providers.azure;

import static dev.codeagent.providers.contract.WireFixture.context;
import static dev.codeagent.providers.contract.WireFixture.message;
import static dev.codeagent.providers.contract.WireFixture.setup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.Model;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureOpenAiProviderTest {

    private static void say(LlmProvider provider) {
        provider.sendMessage(message(new ChatMessage.User("x")), context("my-gpt", true));
    }

    @ParameterizedTest
    @CsvSource({
        "/openai/v1, /openai/v1/chat/completions",
        "/openai/v1?api-version=preview, /openai/v1/chat/completions?api-version=preview",
        "/openai/deployments/d?api-version=2024-10-21, /openai/deployments/d/chat/completions?api-version=2024-10-21",
        "/openai/deployments/d/, /openai/deployments/d/chat/completions?api-version=2024-10-21",
        "/openai/deployments/d/chat/completions?api-version=2024-06-01,"
                + " /openai/deployments/d/chat/completions?api-version=2024-06-01",
        "/openai?api-version=2024-06-01, /openai/deployments/my-gpt/chat/completions?api-version=2024-06-01",
        "'', /openai/deployments/my-gpt/chat/completions?api-version=2024-10-21"
    })
    void findsTheDeploymentInEveryFormOfTheAddress(String address, String target) throws IOException {
        try (var server = WireServer.answering(new AzureOpenAiDialect().stream(ScriptedTurn.ofText("ok")))) {
            say(new AzureOpenAiProvider(setup(server.url(address))));

            assertThat(server.requests().getFirst().target()).isEqualTo(target);
            assertThat(server.requests().getFirst().head())
                    .contains("api-key: sk-very-secret")
                    .doesNotContain("Authorization");
        }
    }

    @Test
    void theDeploymentOfTheAddressIsTheOnlyModel() throws IOException {
        try (var server = WireServer.answering(WireReply.json("{\"data\":[{\"id\":\"gpt-4o\"}]}"))) {
            var provider = new AzureOpenAiProvider(setup(server.url("/openai/deployments/d?api-version=2024-10-21")));

            assertThat(provider.installedModels()).extracting(Model::id).containsExactly("d");
            assertThat(server.requests().getFirst().target()).isEqualTo("/openai/models?api-version=2024-10-21");
        }
    }

    @Test
    void aFilteredRequestFailsAsSuch() throws IOException {
        WireReply filtered = WireReply.json(
                400,
                "{\"error\":{\"message\":\"The response was filtered due to the prompt triggering Azure OpenAI's content"
                        + " management policy.\",\"code\":\"content_filter\",\"innererror\":"
                        + "{\"code\":\"ResponsibleAIPolicyViolation\"}}}");
        try (var server = WireServer.answering(filtered)) {
            assertThatThrownBy(() -> say(new AzureOpenAiProvider(setup(server.url("/openai/v1")))))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTENT_FILTERED));
        }
    }
}
