package dev.codeagent.providers.openai;

import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.providers.wire.JsonFields;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server wants back with an answer: its thinking, and fields that only the server understands. */
final class ChatReplay {
    /** The thinking as a list of objects with signatures; names in the replay and on the wire. */
    static final List<String> THINKING_LISTS = List.of("reasoning_details", "thinking_blocks");
    /** Fields of a message or of a tool call that are opaque. */
    static final List<String> OPAQUE_FIELDS = List.of("extra_content", "provider_specific_fields");

    private static final List<String> JOINED_FIELDS = List.of("text", "summary", "thinking");

    private ChatReplay() {}

    /** Collects it from the pieces of an answer. */
    static final class Recorder {
        private final String provider;
        private final String model;
        private String thinkingField = "";
        private boolean hasThinkingParts;
        private final Map<String, List<JsonObject>> lists = new LinkedHashMap<>();
        private final Map<String, JsonObject> messageFields = new LinkedHashMap<>();
        private final Map<String, Map<String, JsonObject>> callFields = new LinkedHashMap<>();

        Recorder(String provider, String model) {
            this.provider = provider;
            this.model = model;
        }

        void thinkingField(String name) {
            thinkingField = name;
        }

        void thinkingParts() {
            hasThinkingParts = true;
        }

        /** Reads the fields of a message or of a piece of it. */
        void message(JsonObject delta) {
            THINKING_LISTS.forEach(name -> JsonFields.objects(delta, name)
                    .forEach(piece -> add(lists.computeIfAbsent(name, n -> new ArrayList<>()), piece)));
            readFields(messageFields, delta);
        }

        /** Reads the fields of a call or of a piece of it. */
        void call(String key, JsonObject delta) {
            Map<String, JsonObject> fields = callFields.computeIfAbsent(key, k -> new LinkedHashMap<>());
            readFields(fields, delta);
            readFields(fields, JsonFields.object(delta, "function"));
        }

        private static void readFields(Map<String, JsonObject> fields, JsonObject delta) {
            OPAQUE_FIELDS.stream()
                    .filter(name -> !JsonFields.object(delta, name).isEmpty())
                    .forEach(name -> fields.put(name, JsonFields.object(delta, name)));
        }

        /** Pieces of one text arrive one after the other; the last one has the signature. */
        private static void add(List<JsonObject> list, JsonObject piece) {
            boolean continues = !list.isEmpty()
                    && !JsonFields.isPresent(list.getLast(), "data")
                    && !JsonFields.isPresent(piece, "data")
                    && JsonFields.string(list.getLast(), "signature").isEmpty()
                    && JsonFields.string(list.getLast(), "type").equals(JsonFields.string(piece, "type"))
                    && String.valueOf(list.getLast().get("index")).equals(String.valueOf(piece.get("index")));
            if (!continues) {
                list.add(piece);
                return;
            }
            JsonObject last = list.removeLast();
            JsonObjectBuilder joined = Json.createObjectBuilder(last);
            piece.forEach((name, value) -> {
                if (JOINED_FIELDS.contains(name)) {
                    joined.add(name, JsonFields.string(last, name) + JsonFields.string(piece, name));
                } else if (JsonFields.isPresent(piece, name)
                        && !(value instanceof JsonString s && s.getString().isEmpty())) {
                    joined.add(name, value);
                }
            });
            list.add(joined.build());
        }

        /** @param calls the keys of the calls in their order */
        Optional<ProviderReplay> finish(Iterable<String> calls) {
            JsonObjectBuilder json = Json.createObjectBuilder();
            boolean hasDetails = !lists.isEmpty();
            if (!thinkingField.isEmpty() && !(hasDetails && thinkingField.equals("reasoning"))) {
                json.add("thinking_field", thinkingField);
            }
            if (hasThinkingParts) {
                json.add("thinking_parts", true);
            }
            lists.forEach((name, list) -> json.add(name, Json.createArrayBuilder(list)));
            messageFields.forEach((name, value) -> json.add("message_" + name, value));
            if (callFields.values().stream().anyMatch(fields -> !fields.isEmpty())) {
                json.add("calls", toArray(calls));
            }
            JsonObject built = json.build();
            return built.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ProviderReplay(provider, model, built.toString()));
        }

        private JsonArrayBuilder toArray(Iterable<String> calls) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            calls.forEach(key -> {
                JsonObjectBuilder fields = Json.createObjectBuilder();
                callFields.getOrDefault(key, Map.of()).forEach(fields::add);
                array.add(fields);
            });
            return array;
        }
    }

    /** The opaque fields of the call at the position; recordings of older versions have them by id. */
    static JsonObject callFields(JsonObject replay, int position, String id) {
        List<JsonObject> calls = JsonFields.objects(replay, "calls");
        if (position < calls.size()) {
            return calls.get(position);
        }
        JsonObject extra = JsonFields.object(JsonFields.object(replay, "extra_content"), id);
        return extra.isEmpty()
                ? extra
                : Json.createObjectBuilder().add("extra_content", extra).build();
    }
}
