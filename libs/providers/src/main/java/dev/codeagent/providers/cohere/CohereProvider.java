package dev.codeagent.providers.cohere;

import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.wire.HttpLlmProvider;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ModelIds;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.List;

/** A provider with Cohere's chat API, version 2. */
public final class CohereProvider extends HttpLlmProvider {

    public CohereProvider(ProviderSetup setup) {
        super(setup);
    }

    @Override
    public String version() {
        return "v2";
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, true, true, true, true, true, false, false);
    }

    @Override
    protected URI apiUrl(URI configured) {
        return withVersion(configured, "/v2");
    }

    @Override
    protected WireRequest writeMessage(McpMessage message, ProviderContext context) {
        return WireRequest.post("/chat", new CohereRequestWriter(name(), context).write(message));
    }

    @Override
    protected ResponseReader<McpResponse> newReader(ResponseBuilder response, ProviderContext context) {
        return new CohereResponseReader(response, connection().redactor(), name(), context.model());
    }

    /** The list of models is a part of version 1. */
    @Override
    protected List<Model> listModels() {
        URI v1 = URI.create(connection().configuration().baseUrl().toString().replaceFirst("/v2/?$", "/v1"));
        String body = connectionTo(v1).exchange(WireRequest.get("/models?endpoint=chat&page_size=1000"));
        JsonObject json = BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE);
        return ModelIds.read(
                JsonFields.objects(json, "models"),
                CohereProvider::toModel,
                connection().redactor());
    }

    private static Model toModel(JsonObject json) {
        String name = JsonFields.string(json, "name");
        ModelTraits traits = ModelTraits.UNKNOWN.withContextTokens((int) JsonFields.tokens(json, "context_length"));
        if (json.get("features") instanceof JsonArray features) {
            traits = traits.withSupport(
                    support(features, "tools"),
                    support(features, "vision"),
                    support(features, "reasoning"),
                    support(features, "json_schema"),
                    Support.NO);
        }
        return new Model(name, name, 0, true, traits);
    }

    private static Support support(JsonArray features, String name) {
        return Support.of(features.getValuesAs(JsonString.class::cast).stream()
                .anyMatch(feature -> feature.getString().equals(name)));
    }
}
