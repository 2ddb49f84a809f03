package dev.codeagent.providers.gemini;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.SecretRedactor;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads generated content, as a stream of chunks or complete. Parts of tools that the provider executes are ignored. */
final class ContentResponseReader implements ResponseReader<McpResponse> {
    private final ResponseBuilder response;
    private final SecretRedactor redactor;
    private final SignatureReplay.Recorder replay;
    /** The arguments of the last call, as long as more of them may follow. */
    private @Nullable PartialArguments partial;

    private JsonObject usage = JsonValue.EMPTY_JSON_OBJECT;

    ContentResponseReader(ResponseBuilder response, SecretRedactor redactor, String provider, String model) {
        this.response = response;
        this.redactor = redactor;
        this.replay = new SignatureReplay.Recorder(provider, model);
    }

    @Override
    public void acceptEvent(String name, String data) {
        if (data.equals("[DONE]")) {
            response.done(); // Of gateways that end every stream so.
        } else {
            acceptChunk(response.parse(data));
        }
    }

    /** A complete answer; servers that ignore the request for events send all chunks as an array. */
    @Override
    public void endOfRead() {
        response.deliver();
    }

    @Override
    public void acceptBody(String body) {
        if (body.startsWith("[")) {
            JsonFields.objects(response.parse("{\"chunks\":" + body + "}"), "chunks")
                    .forEach(this::acceptChunk);
        } else {
            acceptChunk(response.parse(body));
        }
    }

    /** Some gateways put the chunk into a field. */
    private void acceptChunk(JsonObject received) {
        JsonObject chunk = received.get("response") instanceof JsonObject inner ? inner : received;
        if (JsonFields.hasError(chunk)) {
            throw ProviderErrors.inAnswer(chunk, redactor);
        }
        response.model(JsonFields.string(chunk, "modelVersion"));
        readUsage(JsonFields.object(chunk, "usageMetadata"));
        JsonObject feedback = JsonFields.object(chunk, "promptFeedback");
        String blocked = JsonFields.string(feedback, "blockReason");
        if (!blocked.isEmpty()) {
            response.contentFiltered(blocked + " " + JsonFields.string(feedback, "blockReasonMessage"));
        }
        JsonFields.objects(chunk, "candidates").stream().findFirst().ifPresent(candidate -> {
            JsonFields.objects(JsonFields.object(candidate, "content"), "parts").forEach(this::readPart);
            readFinishReason(candidate);
        });
    }

    @Override
    public boolean isComplete() {
        return response.isDone();
    }

    @Override
    public boolean isFinished() {
        return response.isDone() || response.hasStopReason();
    }

    @Override
    public McpResponse end() {
        closeCall();
        replay.finish().ifPresent(response::replay);
        return response.build();
    }

    private void readPart(JsonObject part) {
        String signature = JsonFields.string(part, "thoughtSignature");
        String text = JsonFields.string(part, "text");
        if (part.get("functionCall") instanceof JsonObject call) {
            readCall(call, signature);
        } else if (part.getBoolean("thought", false)) {
            response.thinking(text);
        } else if (part.containsKey("text") || !signature.isEmpty()) {
            response.text(text);
            replay.text(text, signature);
        }
    }

    /** A call is complete, or its arguments follow in calls without a name. */
    private void readCall(JsonObject call, String signature) {
        String name = JsonFields.string(call, "name");
        if (!name.isEmpty() || partial == null) {
            closeCall();
            String id = JsonFields.string(call, "id");
            response.toolCall("call-" + response.toolCalls().size())
                    .withId(id)
                    .withName(name)
                    .appendArguments(JsonFields.textOf(call.get("args")));
            replay.call(!id.isEmpty(), signature);
            partial = call.getBoolean("willContinue", false) || call.containsKey("partialArgs")
                    ? new PartialArguments()
                    : null;
        }
        if (partial != null) {
            partial.accept(JsonFields.objects(call, "partialArgs"));
            if (!call.getBoolean("willContinue", false)) {
                closeCall();
            }
        }
    }

    private void closeCall() {
        if (partial != null) {
            response.toolCall("call-" + (response.toolCalls().size() - 1)).appendArguments(partial.json());
            partial = null;
        }
    }

    private void readFinishReason(JsonObject candidate) {
        String reason = JsonFields.string(candidate, "finishReason");
        String message = JsonFields.string(candidate, "finishMessage");
        String shown = message.isEmpty() ? reason : reason + ": " + message;
        switch (reason.toUpperCase(Locale.ROOT)) {
            case "" -> {}
            case "STOP" -> response.stop(StopReason.STOP);
            case "MAX_TOKENS" -> response.stop(StopReason.LENGTH);
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> response.contentFiltered(shown);
            default -> response.unknownStop(shown); // Among them MALFORMED_FUNCTION_CALL and OTHER.
        }
    }

    /** Later counts replace earlier ones. The prompt includes what the cache had; the candidates exclude thoughts. */
    private void readUsage(JsonObject reported) {
        if (reported.isEmpty()) {
            return;
        }
        JsonObjectBuilder merged = Json.createObjectBuilder(usage);
        reported.forEach(merged::add);
        usage = merged.build();
        long thoughts = JsonFields.tokens(usage, "thoughtsTokenCount");
        long input = JsonFields.tokens(usage, "promptTokenCount") + JsonFields.tokens(usage, "toolUsePromptTokenCount");
        response.usage(new Usage(
                input,
                JsonFields.tokens(usage, "candidatesTokenCount") + thoughts,
                Math.min(JsonFields.tokens(usage, "cachedContentTokenCount"), input),
                0,
                thoughts));
    }
}
