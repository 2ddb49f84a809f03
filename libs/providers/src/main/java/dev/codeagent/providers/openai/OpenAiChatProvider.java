package dev.codeagent.providers.openai;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
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

/** A provider with the chat completions API of OpenAI. */
public class OpenAiChatProvider extends HttpLlmProvider {

    public OpenAiChatProvider(ProviderSetup setup) {
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
        return WireRequest.post("/chat/completions", new ChatRequestWriter(name(), context).write(message));
    }

    @Override
    protected ResponseReader<McpResponse> newReader(ResponseBuilder response, ProviderContext context) {
        return new ChatResponseReader(response, connection().redactor(), name(), context.model());
    }

    @Override
    protected List<Model> listModels() {
        String body = connection().exchange(WireRequest.get("/models"));
        try {
            return ModelIds.read(
                    JsonFields.objects(BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE), "data"),
                    "id",
                    connection().redactor());
        } catch (AgentException e) {
            throw new AgentException(
                    ErrorCode.PROVIDER_REJECTED,
                    connection().configuration().baseUrl()
                            + "/models does not answer like a model server; the address usually ends in /v1",
                    e);
        }
    }
}
