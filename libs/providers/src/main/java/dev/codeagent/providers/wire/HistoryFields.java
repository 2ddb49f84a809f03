package dev.codeagent.providers.wire;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.ProviderContext;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** What a request takes from messages of the history, in a form that every wire accepts. */
public final class HistoryFields {
    /** Holds the text of arguments that are not a JSON object; wires reject any other value. */
    private static final String MALFORMED = "malformed_arguments";

    private HistoryFields() {}

    /** The arguments of a call as an object. */
    public static JsonObject arguments(ToolCallRequest call) {
        if (call.arguments().isBlank()) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        try {
            return BoundedJson.readObject(call.arguments(), BoundedJson.Limits.MESSAGE);
        } catch (AgentException e) {
            return Json.createObjectBuilder().add(MALFORMED, call.arguments()).build();
        }
    }

    /** The arguments of a call as the text of an object; the model's own text if it is one. */
    public static String argumentsText(ToolCallRequest call) {
        JsonObject object = arguments(call);
        return object.isEmpty() || object.containsKey(MALFORMED) ? object.toString() : call.arguments();
    }

    /** The text, or a note in its place: wires reject empty texts. */
    public static String text(String text, String note) {
        return text.isBlank() ? note : text;
    }

    /** What the provider and model of the request want back with this message; empty for none and if it is unreadable. */
    public static JsonObject replay(ChatMessage.Assistant message, String provider, ProviderContext context) {
        if (!message.replay().isFor(provider, context.model())) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        try {
            return BoundedJson.readObject(message.replay().json(), BoundedJson.Limits.STORED);
        } catch (AgentException e) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }
}
