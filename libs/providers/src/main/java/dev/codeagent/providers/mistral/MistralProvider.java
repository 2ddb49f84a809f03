package dev.codeagent.providers.mistral;

import dev.codeagent.api.provider.FillInMiddle;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.providers.http.WireRequest;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.wire.JsonFields;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Set;

/**
 * A provider with Mistral's API: OpenAI's chat completions with stricter rules for conversations, thinking in a list of
 * parts, and fill-in-the-middle.
 */
public final class MistralProvider extends OpenAiChatProvider {

    public MistralProvider(ProviderSetup setup) {
        super(setup, Set.of("stream_options", "max_completion_tokens"));
    }

    @Override
    public ProviderCapabilities capabilities() {
        return new ProviderCapabilities(true, true, true, true, true, true, true, false);
    }

    @Override
    protected WireRequest writeMessage(McpMessage message, ProviderContext context) {
        List<SegmentedContext.Segment> adapted = List.of(new SegmentedContext.Segment(
                SegmentedContext.Kind.TASK,
                MistralConversation.adapt(message.context().messages())));
        return super.writeMessage(message.withContext(new SegmentedContext(adapted)), context);
    }

    @Override
    protected Model toModel(JsonObject json) {
        Model known = super.toModel(json);
        JsonObject can = JsonFields.object(json, "capabilities");
        ModelTraits traits = known.traits()
                .withContextTokens((int) JsonFields.tokens(json, "max_context_length"))
                .withSupport(
                        support(can, "function_calling"),
                        support(can, "vision"),
                        Support.UNKNOWN,
                        Support.UNKNOWN,
                        support(can, "completion_fim"));
        boolean chats = support(can, "completion_chat") != Support.NO;
        return new Model(known.id(), known.name(), 0, true, chats ? traits : traits.asEmbedding());
    }

    private static Support support(JsonObject capabilities, String name) {
        return capabilities.containsKey(name) ? Support.of(capabilities.getBoolean(name, false)) : Support.UNKNOWN;
    }

    @Override
    public McpResponse fillInMiddle(FillInMiddle request, ProviderContext context) {
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("model", context.model())
                .add("prompt", request.prefix())
                .add("suffix", request.suffix())
                .add("max_tokens", request.maxOutputTokens())
                .add("stream", context.streamed());
        context.parameters().temperature().ifPresent(t -> body.add("temperature", t));
        return send(WireRequest.post("/fim/completions", body.build().toString()), context);
    }
}
