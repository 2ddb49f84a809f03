package dev.codeagent.agents;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.run.Usage;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatProvider;
import dev.codeagent.providers.ChatRequest;
import dev.codeagent.providers.ChatResponse;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.ProviderRegistry;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.TurnListener;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** A model for tests: the provider {@code demo}, whose n-th response is given by a function, counted from 1. */
public final class ScriptedProvider implements ChatProvider {
    private final IntFunction<ChatResponse> responses;
    private final List<ChatRequest> requests = new ArrayList<>();

    public ScriptedProvider(IntFunction<ChatResponse> responses) {
        this.responses = responses;
    }

    public static ChatResponse text(String text) {
        return new ChatResponse("", text, List.of(), Usage.NONE, "stop");
    }

    static ChatResponse toolCalls(String text, ToolCallRequest... calls) {
        return new ChatResponse("", text, List.of(calls), Usage.NONE, "tool_calls");
    }

    /** The requests that were sent, in order. */
    public List<ChatRequest> requests() {
        return requests;
    }

    public List<ProviderConfiguration> configurations() {
        return List.of(new ProviderConfiguration(
                new ProviderId("demo"),
                "openai",
                URI.create("http://127.0.0.1"),
                "demo",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)));
    }

    public ProviderRouter router() {
        var registry = new ProviderRegistry(
                ProviderPresets.load(Map.of()),
                List.of(),
                new EmptyProviderStore(),
                new EmptyCredentialStore(),
                Map.of(),
                Map.of("openai", (configuration, key) -> this));
        return new ProviderRouter(registry, new ProviderRouter.RetryPolicy(1, Duration.ofMillis(1)));
    }

    @Override
    public ChatResponse stream(ChatRequest request, TurnListener listener, CancellationToken cancellation) {
        requests.add(request);
        return responses.apply(requests.size());
    }

    @Override
    public List<String> listModels() {
        return List.of("demo");
    }

    private static final class EmptyProviderStore implements ProviderStore {
        @Override
        public List<ProviderConfiguration> list() {
            return List.of();
        }

        @Override
        public Optional<ProviderConfiguration> find(ProviderId id) {
            return Optional.empty();
        }

        @Override
        public void put(ProviderConfiguration configuration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean remove(ProviderId id) {
            return false;
        }
    }

    private static final class EmptyCredentialStore implements CredentialStore {
        @Override
        public void put(ProviderId provider, Secret key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Secret> find(ProviderId provider) {
            return Optional.empty();
        }

        @Override
        public boolean contains(ProviderId provider) {
            return false;
        }

        @Override
        public boolean remove(ProviderId provider) {
            return false;
        }
    }
}
