package dev.codeagent.agents;

import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.provider.FillInMiddle;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.Page;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.ModelSelector;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.RetryPolicy;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.probe.ModelProbes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A model for tests: the provider {@code demo}, whose n-th response is given by a function, counted from 1. */
public class ScriptedProvider implements LlmProvider {
    private final IntFunction<McpResponse> responses;
    private final boolean toolCalls;
    private final List<McpMessage> requests = new ArrayList<>();
    private final List<ProviderContext> contexts = new ArrayList<>();

    public ScriptedProvider(IntFunction<McpResponse> responses) {
        this(responses, true);
    }

    /** @param toolCalls whether tools can be called through the API; if not, answers can be forced into a schema */
    ScriptedProvider(IntFunction<McpResponse> responses, boolean toolCalls) {
        this.responses = responses;
        this.toolCalls = toolCalls;
    }

    public static McpResponse text(String text) {
        return response(text, List.of(), McpResponse.StopReason.STOP);
    }

    static McpResponse toolCalls(String text, ToolCallRequest... calls) {
        return response(text, List.of(calls), McpResponse.StopReason.TOOL_CALLS);
    }

    private static McpResponse response(String text, List<ToolCallRequest> calls, McpResponse.StopReason stop) {
        return new McpResponse("demo", "", text, calls, Usage.NONE, stop, ProviderReplay.NONE);
    }

    /** The requests that were sent, in order. */
    public List<McpMessage> requests() {
        return requests;
    }

    /** The contexts of the requests. */
    List<ProviderContext> contexts() {
        return contexts;
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
        var registry = new ConfiguredProviders(
                ProviderPresets.load(Map.of()),
                List.of(),
                new EmptyProviderStore(),
                new EmptyCredentialStore(),
                Map.of(),
                Map.of("openai", (configuration, key) -> this));
        return new ProviderRouter(
                registry,
                new RetryPolicy(1, Duration.ofMillis(1)),
                new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults()),
                Optional.empty());
    }

    @Override
    public McpResponse sendMessage(McpMessage message, ProviderContext context) {
        requests.add(message);
        contexts.add(context);
        return responses.apply(requests.size());
    }

    @Override
    public List<Model> installedModels() {
        return List.of(Model.of("demo"));
    }

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, toolCalls, false, false, !toolCalls, false, false, false);
    }

    @Override
    public boolean connect(ProviderConfiguration configuration) {
        return true;
    }

    @Override
    public void disconnect() {}

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public Page<Model> availableModels(int page, int pageSize) {
        return Page.of(installedModels(), page, pageSize);
    }

    @Override
    public Page<Model> searchModels(String query, int page, int pageSize) {
        return availableModels(page, pageSize);
    }

    @Override
    public InstallResult installModel(
            String modelId, Consumer<InstallProgress> progress, CancellationToken cancellation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeModel(String modelId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public McpResponse fillInMiddle(FillInMiddle request, ProviderContext context) {
        throw new UnsupportedOperationException();
    }

    static final class EmptyProviderStore implements ProviderStore {
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

    static final class EmptyCredentialStore implements CredentialStore {
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
