package dev.codeagent.providers.anthropic;

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
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A provider with the Messages API of Anthropic. */
public final class AnthropicProvider extends HttpLlmProvider {
    private static final String API_VERSION = "2023-06-01";
    private static final Map<String, String> HEADERS = Map.of("anthropic-version", API_VERSION);
    private static final int MAX_PAGES = 20;
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");

    public AnthropicProvider(ProviderSetup setup) {
        super(setup);
    }

    @Override
    public String version() {
        return API_VERSION;
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, true, true, true, true, true, false, false);
    }

    @Override
    protected KeyHeader keyHeader() {
        return new KeyHeader("x-api-key", "");
    }

    /** Tools of Anthropic take the address without its version, and many gateways are documented so. */
    @Override
    protected URI apiUrl(URI configured) {
        return withVersion(configured, "/v1");
    }

    @Override
    protected WireRequest writeMessage(McpMessage message, ProviderContext context) {
        return new WireRequest("POST", "/messages", HEADERS, new MessagesRequestWriter(name(), context).write(message));
    }

    @Override
    protected ResponseReader<McpResponse> newReader(ResponseBuilder response, ProviderContext context) {
        return new MessagesResponseReader(response, connection().redactor(), name(), context.model());
    }

    @Override
    protected List<Model> listModels() {
        var models = new ArrayList<Model>();
        String after = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonObject list = BoundedJson.readObject(
                    connection().exchange(new WireRequest("GET", "/models?limit=1000" + after, HEADERS, "")),
                    BoundedJson.Limits.MESSAGE);
            JsonFields.objects(list, "data").stream()
                    .filter(model -> ModelIds.isUsable(JsonFields.string(model, "id")))
                    .map(this::toModel)
                    .forEach(models::add);
            String last = JsonFields.string(list, "last_id");
            if (!list.getBoolean("has_more", false) || last.isEmpty()) {
                break;
            }
            after = "&after_id=" + URLEncoder.encode(last, StandardCharsets.UTF_8);
        }
        return models;
    }

    private Model toModel(JsonObject model) {
        String id = connection().redactor().redact(JsonFields.string(model, "id"));
        String name = JsonFields.string(model, "display_name");
        JsonObject capabilities = JsonFields.object(model, "capabilities");
        JsonObject effort = JsonFields.object(capabilities, "effort");
        var traits = new ModelTraits(
                (int) JsonFields.tokens(model, "max_input_tokens"),
                (int) JsonFields.tokens(model, "max_tokens"),
                Support.YES,
                support(capabilities, "image_input"),
                support(capabilities, "thinking"),
                support(capabilities, "structured_outputs"),
                Support.NO,
                false,
                "max_tokens",
                true,
                Stream.of(EFFORTS.toArray(String[]::new))
                        .filter(level -> support(effort, level) == Support.YES)
                        .toList());
        return new Model(id, ModelIds.isUsable(name) ? connection().redactor().redact(name) : id, 0, true, traits);
    }

    private static Support support(JsonObject capabilities, String name) {
        JsonObject capability = JsonFields.object(capabilities, name);
        return !capability.containsKey("supported")
                ? Support.UNKNOWN
                : capability.getBoolean("supported", false) ? Support.YES : Support.NO;
    }
}
