package dev.codeagent.providers.lmstudio;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.wire.InstallableModels;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A provider with LM Studio. A model that is not loaded is loaded with a window that is large enough for an agent: on its
 * own, LM Studio loads it with a small one when the first request names it.
 */
public final class LmStudioProvider extends OpenAiChatProvider {
    /** The windows of models that were not loaded when the list was read. */
    private final ConcurrentHashMap<String, Integer> unloaded = new ConcurrentHashMap<>();

    public LmStudioProvider(ProviderSetup setup) {
        super(setup);
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, true, true, true, true, false, false, true);
    }

    @Override
    public McpResponse sendMessage(McpMessage message, ProviderContext context) {
        Integer window = unloaded.remove(context.model());
        if (window != null) {
            load(context, window);
        }
        return super.sendMessage(message, context);
    }

    /** If this fails, the server loads the model itself when the request names it. */
    private void load(ProviderContext context, int window) {
        try {
            models().load(context.model(), window, context.cancellation());
        } catch (AgentException e) {
            if (e.code() == ErrorCode.CANCELLED
                    || e.code() == ErrorCode.PROVIDER_UNREACHABLE
                    || e.code() == ErrorCode.PROVIDER_TIMEOUT
                    || e.code() == ErrorCode.PROVIDER_KEY_REJECTED) {
                unloaded.put(context.model(), window);
                throw e;
            }
        }
    }

    @Override
    protected List<Model> listModels() {
        List<Model> installed = models().list(unloaded::put, unloaded::remove).orElseGet(super::listModels);
        return InstallableModels.of("lmstudio").after(installed);
    }

    @Override
    public InstallResult installModel(
            String modelId, Consumer<InstallProgress> progress, CancellationToken cancellation) {
        return models().download(modelId, progress, cancellation);
    }

    /** LM Studio has no request that deletes a model; what its API can do is to unload it. */
    @Override
    public void removeModel(String modelId) {
        models().unload(modelId);
        throw new AgentException(
                ErrorCode.INVALID_VALUE,
                "LM Studio unloaded '" + modelId + "' from memory; its API cannot delete the files:"
                        + " delete the model in LM Studio under My Models");
    }

    private LmStudioModels models() {
        String url = connection().configuration().baseUrl().toString();
        URI root = URI.create(url.replaceFirst("/+(v1|api/v[01])?/*$", ""));
        return new LmStudioModels(connectionTo(root), this::stream);
    }
}
