package dev.codeagent.providers.recorded;

import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.providers.anthropic.AnthropicProvider;
import dev.codeagent.providers.cohere.CohereProvider;
import dev.codeagent.providers.gemini.GeminiProvider;
import dev.codeagent.providers.mistral.MistralProvider;
import dev.codeagent.providers.ollama.OllamaProvider;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.responses.OpenAiResponsesProvider;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The provider that reads a family of recordings, and the reading that its answers are compared with. */
record RecordedWire(Function<ProviderSetup, LlmProvider> provider, ReferenceReading reading) {
    private static final RecordedWire CHAT = new RecordedWire(OpenAiChatProvider::new, new ChatReading());
    private static final Map<String, RecordedWire> FAMILIES = Map.of(
            "openai-chat", CHAT,
            "openai-compat", CHAT,
            "anthropic-messages", new RecordedWire(AnthropicProvider::new, new AnthropicReading()),
            "gemini", new RecordedWire(GeminiProvider::new, new GeminiReading()),
            "mistral", new RecordedWire(MistralProvider::new, new ChatReading()),
            "cohere-v2", new RecordedWire(CohereProvider::new, new CohereReading()),
            "ollama", new RecordedWire(OllamaProvider::new, new OllamaReading()),
            "openai-responses", new RecordedWire(OpenAiResponsesProvider::new, new ResponsesReading()));

    static boolean reads(String family) {
        return FAMILIES.containsKey(family);
    }

    /** The wire of the exchange: its family's, unless the body is a chat completion, as some families contain. */
    static Optional<RecordedWire> of(RecordedExchange exchange) {
        boolean isChat = exchange.events().stream()
                .findFirst()
                .filter(e -> AnswerFields.text(e, "object").startsWith("chat.completion"))
                .isPresent();
        return Optional.ofNullable(FAMILIES.get(exchange.family()))
                .map(wire -> isChat && !isMistral(exchange) ? CHAT : wire);
    }

    private static boolean isMistral(RecordedExchange exchange) {
        return exchange.family().equals("mistral");
    }
}
