package dev.codeagent.api.provider;

import dev.codeagent.api.concurrent.CancellationToken;
import java.util.List;
import java.util.function.Consumer;

/**
 * A model provider: the contract {@code ILLMProvider} of the architecture document. Calls block their thread, which only
 * waits; they may be made on any thread and at the same time.
 *
 * <p>All calls to the provider throw {@link dev.codeagent.api.error.AgentException}: PROVIDER_* if the provider fails,
 * CANCELLED after a cancellation, INVALID_VALUE if the provider cannot do what is requested.
 */
public interface LlmProvider {

    /** The id under which the provider is configured. */
    String name();

    /** The version of the provider's API that is spoken. */
    String version();

    ProviderCapabilities capabilities();

    /**
     * Uses the configuration from now on and checks with one request that a model server answers there.
     *
     * @return whether the provider answered and accepted the key
     */
    boolean connect(ProviderConfiguration configuration);

    /** Ends all requests in progress and closes the connections. A later request connects again. */
    void disconnect();

    /** Whether the last request reached the provider and {@link #disconnect} was not called since then. */
    boolean isConnected();

    /** The models that can be used now. */
    List<Model> installedModels();

    /** The models that can be used or installed, as far as the provider lists them. */
    Page<Model> availableModels(int page, int pageSize);

    /** The available models whose id or name contains the query; case is ignored. */
    Page<Model> searchModels(String query, int page, int pageSize);

    /** What the provider says about one model now; a local server tells the window with which it loaded the model. */
    default ModelTraits describeModel(String modelId) {
        return installedModels().stream()
                .filter(model -> model.id().equals(modelId))
                .map(Model::traits)
                .findFirst()
                .orElse(ModelTraits.UNKNOWN);
    }

    /**
     * Downloads a model to the provider's server, and returns when it can be used.
     *
     * @param progress called on threads of the HTTP client, in order
     */
    InstallResult installModel(String modelId, Consumer<InstallProgress> progress, CancellationToken cancellation);

    /** Deletes a model from the provider's server. */
    void removeModel(String modelId);

    /** Sends one request and returns the complete answer; the context's listener receives it while it arrives. */
    McpResponse sendMessage(McpMessage message, ProviderContext context);

    /** Requests the text between a prefix and a suffix. */
    McpResponse fillInMiddle(FillInMiddle request, ProviderContext context);
}
