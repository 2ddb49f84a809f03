package dev.codeagent.providers.gemini;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.providers.wire.HistoryFields;
import dev.codeagent.providers.wire.JsonFields;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The parts of an answer with their signatures, which the API wants back on the same parts. Texts are in the message
 * already; here are their lengths. Thoughts are not sent back.
 */
final class SignatureReplay {
    private static final String PARTS = "parts";
    /** The value by the documentation for calls that another model made. */
    private static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private SignatureReplay() {}

    /** Records the parts of an answer while it arrives. */
    static final class Recorder {
        private final String provider;
        private final String model;
        private final List<Part> parts = new ArrayList<>();

        Recorder(String provider, String model) {
            this.provider = provider;
            this.model = model;
        }

        private record Part(boolean isCall, boolean hasId, int chars, String signature) {}

        /** Pieces of a text without a signature become one part. */
        void text(String text, String signature) {
            Part last = parts.isEmpty() ? null : parts.getLast();
            if (last != null && !last.isCall() && last.signature().isEmpty() && signature.isEmpty()) {
                parts.set(parts.size() - 1, new Part(false, false, last.chars() + text.length(), ""));
            } else {
                parts.add(new Part(false, false, text.length(), signature));
            }
        }

        void call(boolean hasId, String signature) {
            parts.add(new Part(true, hasId, 0, signature));
        }

        Optional<ProviderReplay> finish() {
            if (parts.stream().allMatch(p -> p.signature().isEmpty() && !p.hasId())) {
                return Optional.empty();
            }
            JsonArrayBuilder array = Json.createArrayBuilder();
            for (Part part : parts) {
                JsonObjectBuilder json = Json.createObjectBuilder();
                json = part.isCall() ? json.add("call", true).add("id", part.hasId()) : json.add("chars", part.chars());
                array.add(part.signature().isEmpty() ? json : json.add("signature", part.signature()));
            }
            String json = Json.createObjectBuilder().add(PARTS, array).build().toString();
            return Optional.of(new ProviderReplay(provider, model, json));
        }
    }

    /** Whether the calls of the answer had ids, so that the results name them too. */
    static boolean hasCallIds(JsonObject replay) {
        return JsonFields.objects(replay, PARTS).stream().anyMatch(part -> part.getBoolean("id", false));
    }

    /** The parts of an answer; as the model sent them if the replay fits the message. */
    static List<JsonObject> parts(ChatMessage.Assistant message, JsonObject replay) {
        List<JsonObject> replayed =
                replay.get(PARTS) instanceof JsonArray recorded ? replayed(message, recorded) : List.of();
        if (!replayed.isEmpty()) {
            return replayed;
        }
        var parts = new ArrayList<JsonObject>();
        if (!message.text().isBlank() || message.toolCalls().isEmpty()) {
            parts.add(Json.createObjectBuilder()
                    .add("text", HistoryFields.text(message.text(), "(no answer)"))
                    .build());
        }
        for (int i = 0; i < message.toolCalls().size(); i++) {
            parts.add(toCall(message.toolCalls().get(i), false, i == 0 ? NO_SIGNATURE : ""));
        }
        return parts;
    }

    private static List<JsonObject> replayed(ChatMessage.Assistant message, JsonArray recorded) {
        Iterator<ToolCallRequest> calls = message.toolCalls().iterator();
        var parts = new ArrayList<JsonObject>();
        int end = 0;
        for (JsonObject part : JsonFields.objects(recorded)) {
            String signature = JsonFields.string(part, "signature");
            int chars = (int) JsonFields.tokens(part, "chars");
            if (part.getBoolean("call", false)) {
                if (!calls.hasNext()) {
                    return List.of();
                }
                parts.add(toCall(calls.next(), part.getBoolean("id", false), signature));
            } else if (end + chars > message.text().length()) {
                return List.of();
            } else {
                String text = message.text().substring(end, end += chars);
                if (!text.isEmpty() || !signature.isEmpty()) {
                    JsonObjectBuilder json = Json.createObjectBuilder().add("text", text);
                    parts.add((signature.isEmpty() ? json : json.add("thoughtSignature", signature)).build());
                }
            }
        }
        return end == message.text().length() && !calls.hasNext() ? parts : List.of();
    }

    private static JsonObject toCall(ToolCallRequest call, boolean withId, String signature) {
        JsonObjectBuilder function = Json.createObjectBuilder();
        if (withId && !call.id().isEmpty()) {
            function.add("id", call.id());
        }
        function.add("name", call.name()).add("args", HistoryFields.arguments(call));
        JsonObjectBuilder part = Json.createObjectBuilder().add("functionCall", function);
        return (signature.isEmpty() ? part : part.add("thoughtSignature", signature)).build();
    }
}
