package dev.codeagent.providers.responses;

import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.wire.HttpLlmProvider;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ModelIds;
import dev.codeagent.providers.wire.ResponseBuilder;
import java.util.List;

/** A provider with the Responses API of OpenAI, without state on the server. */
public final class OpenAiResponsesProvider extends HttpLlmProvider {

    public OpenAiResponsesProvider(ProviderSetup setup) {
        super(setup);
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
    protected WireRequest writeMessage(McpMessage message, ProviderContext context) {
        return WireRequest.post("/responses", new ResponsesRequestWriter(name(), context).write(message));
    }

    @Override
    protected ResponseReader<McpResponse> newReader(ResponseBuilder response, ProviderContext context) {
        return new ResponsesReader(response, connection().redactor(), name(), context.model());
    }

    @Override
    protected List<Model> listModels() {
        String body = connection().exchange(WireRequest.get("/models"));
        return ModelIds.read(
                JsonFields.objects(BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE), "data"),
                "id",
                connection().redactor());
    }
}
