package dev.codeagent.providers.openai;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.wire.HttpLlmProvider;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ModelIds;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A provider with the chat completions API of OpenAI. It adapts to servers that lack a part of it: an address without
 * {@code /v1}, and request parameters that the server refuses by name, are stored for later requests.
 */
public class OpenAiChatProvider extends HttpLlmProvider {
    private static final Pattern VERSION = Pattern.compile("/v\\d");
    private static final Pattern OTHER_PURPOSE =
            Pattern.compile("embed|rerank|image|audio|video|moderation|transcri|speech", Pattern.CASE_INSENSITIVE);

    private volatile String pathPrefix = "";
    private final RefusedFeatures refused = new RefusedFeatures();

    public OpenAiChatProvider(ProviderSetup setup) {
        super(setup);
    }

    /** @param unknownParameters those that the API does not have, although OpenAI's has them */
    protected OpenAiChatProvider(ProviderSetup setup, Set<String> unknownParameters) {
        super(setup);
        refused.refuse(unknownParameters);
    }

    @Override
    public String version() {
        return "v1";
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, true, true, true, true, true, false, false);
    }

    @Override
    public McpResponse sendMessage(McpMessage message, ProviderContext context) {
        return findingVersion(() -> {
            while (true) {
                try {
                    return super.sendMessage(message, context);
                } catch (AgentException e) {
                    if (!refused.learn(e)) {
                        throw e;
                    }
                }
            }
        });
    }

    /** An address without a version may lack {@code /v1}; if the call fails with it too, the first failure counts. */
    private <R> R findingVersion(Supplier<R> call) {
        try {
            return call.get();
        } catch (AgentException e) {
            String path = connection().configuration().baseUrl().getPath();
            boolean mayLackVersion = pathPrefix.isEmpty()
                    && (path == null || !VERSION.matcher(path).find());
            if (!mayLackVersion || !isUnknownPath(e)) {
                throw e;
            }
            pathPrefix = "/v1";
            try {
                return call.get();
            } catch (AgentException withVersion) {
                pathPrefix = isUnknownPath(withVersion) ? "" : pathPrefix;
                throw isUnknownPath(withVersion) ? e : withVersion;
            }
        }
    }

    /** Servers answer an unknown path with 404 or 405, or with 200 and an error or a page. */
    private static boolean isUnknownPath(AgentException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure.code() == ErrorCode.UNKNOWN_MODEL
                || message.contains("HTTP 405")
                || message.contains("Unexpected endpoint")
                || message.contains("does not answer like a model server");
    }

    @Override
    protected WireRequest writeMessage(McpMessage message, ProviderContext context) {
        return WireRequest.post(
                pathPrefix + "/chat/completions", new ChatRequestWriter(name(), context, refused).write(message));
    }

    @Override
    protected ResponseReader<McpResponse> newReader(ResponseBuilder response, ProviderContext context) {
        return new ChatResponseReader(response, connection().redactor(), name(), context.model());
    }

    /** Reads an entry of the list of models. */
    protected Model toModel(JsonObject json) {
        Model model = ModelIds.toModel(Stream.of("id", "name", "model")
                .map(field -> JsonFields.string(json, field))
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse(""));
        boolean hasOtherPurpose = Stream.of("type", "task", "mode")
                .map(field -> JsonFields.string(json, field))
                .anyMatch(purpose -> OTHER_PURPOSE.matcher(purpose).find());
        int window = Stream.of("max_model_len", "context_length", "context_window")
                .mapToInt(field -> (int) JsonFields.tokens(json, field))
                .filter(tokens -> tokens > 0)
                .findFirst()
                .orElseGet(() -> (int) JsonFields.tokens(JsonFields.object(json, "meta"), "n_ctx_train"));
        ModelTraits traits = model.traits().withContextTokens(window);
        return new Model(model.id(), model.name(), 0, true, hasOtherPurpose ? traits.asEmbedding() : traits);
    }

    /** A llama.cpp server tells the window with which it loaded the model. */
    @Override
    public ModelTraits describeModel(String modelId) {
        ModelTraits traits = super.describeModel(modelId);
        String url = connection().configuration().baseUrl().toString();
        URI root = URI.create(url.replaceFirst("/+v1/*$", ""));
        try {
            String body = connectionTo(root).exchange(WireRequest.get("/props"));
            JsonObject settings = JsonFields.object(
                    BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE), "default_generation_settings");
            int window = (int) JsonFields.tokens(settings, "n_ctx");
            return window > 0 ? traits.withContextTokens(window) : traits;
        } catch (AgentException e) {
            return traits;
        }
    }

    @Override
    protected List<Model> listModels() {
        return findingVersion(this::requestModels);
    }

    /** The list is in a field, or it is the whole answer. */
    private List<Model> requestModels() {
        String body = connection().exchange(WireRequest.get(pathPrefix + "/models"));
        try {
            JsonValue json = BoundedJson.readValue(body, BoundedJson.Limits.MESSAGE);
            List<JsonObject> models = json instanceof JsonArray array
                    ? entries(array)
                    : Stream.of("data", "models", "result")
                            .map(json.asJsonObject()::get)
                            .filter(JsonArray.class::isInstance)
                            .findFirst()
                            .map(list -> entries((JsonArray) list))
                            .orElse(List.of());
            if (models.isEmpty() && json instanceof JsonObject object && JsonFields.isPresent(object, "error")) {
                throw new AgentException(ErrorCode.PROVIDER_BROKEN_STREAM, JsonFields.string(object, "error"));
            }
            return ModelIds.read(models, this::toModel, connection().redactor());
        } catch (AgentException | ClassCastException e) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    connection().configuration().baseUrl() + pathPrefix
                            + "/models does not answer like a model server; the address usually ends in /v1",
                    e);
        }
    }

    /** The entries as objects; some servers list names alone. */
    private static List<JsonObject> entries(JsonArray array) {
        return array.stream()
                .map(entry -> entry instanceof JsonString id
                        ? Json.createObjectBuilder().add("id", id).build()
                        : JsonFields.asObject(entry))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }
}
