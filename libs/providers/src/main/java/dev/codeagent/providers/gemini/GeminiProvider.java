package dev.codeagent.providers.gemini;

import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.http.ProviderConnection.KeyHeader;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.wire.HttpLlmProvider;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ModelIds;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A provider with the Gemini API of Google. */
public final class GeminiProvider extends HttpLlmProvider {
    private static final String MODELS = "models/";
    private static final int MAX_PAGES = 20;

    public GeminiProvider(ProviderSetup setup) {
        super(setup);
    }

    @Override
    public String version() {
        return "v1beta";
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, true, true, true, true, true, false, false);
    }

    @Override
    protected KeyHeader keyHeader() {
        return new KeyHeader("x-goog-api-key", "");
    }

    @Override
    protected URI apiUrl(URI configured) {
        return withVersion(configured, "/v1beta");
    }

    @Override
    protected WireRequest writeMessage(McpMessage message, ProviderContext context) {
        String model = URLEncoder.encode(context.model(), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        String path = "/" + (model.contains("/") ? model : MODELS + model)
                + (context.streamed() ? ":streamGenerateContent?alt=sse" : ":generateContent");
        return WireRequest.post(path, new ContentRequestWriter(name(), context).write(message));
    }

    @Override
    protected ResponseReader<McpResponse> newReader(ResponseBuilder response, ProviderContext context) {
        return new ContentResponseReader(response, connection().redactor(), name(), context.model());
    }

    @Override
    protected List<Model> listModels() {
        var models = new ArrayList<Model>();
        String token = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonObject list = BoundedJson.readObject(
                    connection().exchange(WireRequest.get("/models?pageSize=1000" + token)),
                    BoundedJson.Limits.MESSAGE);
            JsonFields.objects(list, "models").stream()
                    .filter(model -> ModelIds.isUsable(JsonFields.string(model, "name")))
                    .map(this::toModel)
                    .forEach(models::add);
            String next = JsonFields.string(list, "nextPageToken");
            if (next.isEmpty()) {
                break;
            }
            token = "&pageToken=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
        return models;
    }

    private Model toModel(JsonObject model) {
        String name = connection().redactor().redact(JsonFields.string(model, "name"));
        String id = name.startsWith(MODELS) ? name.substring(MODELS.length()) : name;
        String shown = JsonFields.string(model, "displayName");
        boolean chats = !(model.get("supportedGenerationMethods") instanceof JsonArray methods)
                || methods.contains(Json.createValue("generateContent"));
        var traits = new ModelTraits(
                (int) JsonFields.tokens(model, "inputTokenLimit"),
                (int) JsonFields.tokens(model, "outputTokenLimit"),
                Support.UNKNOWN,
                Support.UNKNOWN,
                thinking(model),
                Support.UNKNOWN,
                Support.NO,
                !chats || ModelIds.toModel(id).traits().embedding(),
                "maxOutputTokens",
                true,
                List.of());
        return new Model(id, ModelIds.isUsable(shown) ? connection().redactor().redact(shown) : id, 0, true, traits);
    }

    private static Support thinking(JsonObject model) {
        return !model.containsKey("thinking")
                ? Support.UNKNOWN
                : JsonValue.TRUE.equals(model.get("thinking")) ? Support.YES : Support.NO;
    }
}
