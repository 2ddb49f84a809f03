package dev.codeagent.providers.responses;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.providers.wire.HistoryFields;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ToolCallIds;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The items of an answer with their ids and the encrypted reasoning. The server keeps nothing, so that it wants them back
 * in their order. Texts are in the message already; here are their lengths.
 */
final class ItemReplay {
    static final ToolCallIds IDS = new ToolCallIds(Pattern.compile("[a-zA-Z0-9_-]{1,64}"), "call_", 24);
    private static final String ITEMS = "items";
    /** Fields of an item that are sent back as they came. */
    private static final List<String> KEPT = List.of("type", "id", "phase");

    private ItemReplay() {}

    /** Records the items of an answer while it arrives. */
    static final class Recorder {
        private final String provider;
        private final String model;
        private final JsonArrayBuilder items = Json.createArrayBuilder();
        private boolean hasReasoning;

        Recorder(String provider, String model) {
            this.provider = provider;
            this.model = model;
        }

        void message(JsonObject item, int chars) {
            items.add(kept(item).add("chars", chars));
        }

        void call(JsonObject item) {
            items.add(kept(item));
        }

        /** Reasoning without its encrypted form means nothing to the server, which would search its id. */
        void reasoning(JsonObject item) {
            String encrypted = JsonFields.string(item, "encrypted_content");
            if (!encrypted.isEmpty()) {
                hasReasoning = true;
                items.add(kept(item)
                        .add("encrypted_content", encrypted)
                        .add("summary", item.get("summary") instanceof JsonArray a ? a : JsonValue.EMPTY_JSON_ARRAY));
            }
        }

        Optional<ProviderReplay> finish() {
            JsonArray recorded = items.build();
            if (!hasReasoning) {
                return Optional.empty();
            }
            String json =
                    Json.createObjectBuilder().add(ITEMS, recorded).build().toString();
            return Optional.of(new ProviderReplay(provider, model, json));
        }
    }

    private static JsonObjectBuilder kept(JsonObject item) {
        JsonObjectBuilder builder = Json.createObjectBuilder();
        KEPT.stream()
                .filter(field -> !JsonFields.string(item, field).isEmpty())
                .forEach(field -> builder.add(field, item.get(field)));
        return builder;
    }

    /** The items of an answer; as the model sent them if the replay fits the message. */
    static List<JsonObject> items(ChatMessage.Assistant message, JsonObject replay) {
        List<JsonObject> replayed =
                replay.get(ITEMS) instanceof JsonArray recorded ? replayed(message, recorded) : List.of();
        if (!replayed.isEmpty()) {
            return replayed;
        }
        var items = new ArrayList<JsonObject>();
        if (!message.text().isBlank() || message.toolCalls().isEmpty()) {
            items.add(toMessage(
                    Json.createObjectBuilder().add("type", "message"),
                    HistoryFields.text(message.text(), "(no answer)")));
        }
        message.toolCalls()
                .forEach(call -> items.add(toCall(Json.createObjectBuilder().add("type", "function_call"), call)));
        return items;
    }

    private static List<JsonObject> replayed(ChatMessage.Assistant message, JsonArray recorded) {
        Iterator<ToolCallRequest> calls = message.toolCalls().iterator();
        var items = new ArrayList<JsonObject>();
        int end = 0;
        for (JsonObject item : JsonFields.objects(recorded)) {
            int chars = (int) JsonFields.tokens(item, "chars");
            String type = JsonFields.string(item, "type");
            if (type.equals("reasoning")) {
                items.add(item);
            } else if (type.equals("function_call") && calls.hasNext()) {
                items.add(toCall(kept(item), calls.next()));
            } else if (type.equals("message") && end + chars <= message.text().length()) {
                String text = message.text().substring(end, end += chars);
                if (!text.isEmpty()) {
                    items.add(toMessage(kept(item), text));
                }
            } else {
                return List.of();
            }
        }
        return end == message.text().length() && !calls.hasNext() ? items : List.of();
    }

    private static JsonObject toMessage(JsonObjectBuilder item, String text) {
        return item.add("role", "assistant")
                .add(
                        "content",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("type", "output_text")
                                        .add("text", text)
                                        .add("annotations", JsonValue.EMPTY_JSON_ARRAY)))
                .build();
    }

    private static JsonObject toCall(JsonObjectBuilder item, ToolCallRequest call) {
        return item.add("call_id", IDS.toWire(call.id()))
                .add("name", call.name())
                .add("arguments", HistoryFields.argumentsText(call))
                .build();
    }
}
