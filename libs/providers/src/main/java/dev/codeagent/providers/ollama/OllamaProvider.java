package dev.codeagent.providers.ollama;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.FillInMiddle;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.wire.HttpLlmProvider;
import dev.codeagent.providers.wire.InstallableModels;
import dev.codeagent.providers.wire.ResponseBuilder;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A provider with Ollama's own API, which can load models and tells the size of the context window to use. */
public final class OllamaProvider extends HttpLlmProvider {
    private final ContextWindows windows = new ContextWindows();

    public OllamaProvider(ProviderSetup setup) {
        super(setup);
    }

    @Override
    public String version() {
        return "api";
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, true, true, true, true, false, true, true);
    }

    /** The address of the server: those of its API and of its imitation of OpenAI's are often configured. */
    @Override
    protected URI apiUrl(URI configured) {
        return URI.create(configured.toString().replaceFirst("/+(v1|api(/chat|/generate)?)?/*$", ""));
    }

    @Override
    public McpResponse sendMessage(McpMessage message, ProviderContext context) {
        return withAdvice(context.model(), () -> super.sendMessage(message, context));
    }

    @Override
    protected WireRequest writeMessage(McpMessage message, ProviderContext context) {
        return WireRequest.post("/api/chat", new OllamaRequestWriter(name(), context, windows).write(message));
    }

    @Override
    protected ResponseReader<McpResponse> newReader(ResponseBuilder response, ProviderContext context) {
        return new OllamaResponseReader(
                response, connection().redactor(), name(), context.model(), windows.current(context.model()));
    }

    @Override
    public McpResponse fillInMiddle(FillInMiddle request, ProviderContext context) {
        String body = new OllamaRequestWriter(name(), context, windows).write(request);
        return withAdvice(context.model(), () -> send(WireRequest.post("/api/generate", body), context));
    }

    private <R> R withAdvice(String model, Supplier<R> call) {
        try {
            return call.get();
        } catch (AgentException e) {
            if (e.code() != ErrorCode.UNKNOWN_MODEL) {
                throw e;
            }
            throw new AgentException(
                    ErrorCode.UNKNOWN_MODEL,
                    e.getMessage() + "; `codeagent models pull " + name() + "/" + model + "` downloads it",
                    e);
        }
    }

    @Override
    protected List<Model> listModels() {
        List<Model> installed = models().list();
        installed.forEach(model -> windows.limit(model.id(), model.traits().contextTokens()));
        return InstallableModels.of("ollama").after(installed);
    }

    /** The model's own window, which requests can get; the loaded one if the server gave less than was requested. */
    @Override
    public ModelTraits describeModel(String modelId) {
        int loaded = models().loadedWindow(modelId); // First, because this fails if the server is silent.
        ModelTraits traits = models().traits(modelId);
        windows.limit(modelId, traits.contextTokens());
        return loaded > 0 && loaded < windows.current(modelId) ? traits.withContextTokens(loaded) : traits;
    }

    @Override
    public InstallResult installModel(
            String modelId, Consumer<InstallProgress> progress, CancellationToken cancellation) {
        return models().pull(modelId, progress, cancellation);
    }

    @Override
    public void removeModel(String modelId) {
        models().delete(modelId);
    }

    private OllamaModels models() {
        return new OllamaModels(
                connection(), downloadsFrom(connection().configuration().baseUrl()), this::stream);
    }
}
