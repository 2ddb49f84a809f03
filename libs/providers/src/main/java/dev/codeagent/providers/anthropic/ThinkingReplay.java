package dev.codeagent.providers.anthropic;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an answer that contains thinking, in their order. The API checks the signatures and wants the blocks back
 * unchanged. Texts are in the message already; here are their lengths.
 */
final class ThinkingReplay {
    private static final String BLOCKS = "blocks";

    private ThinkingReplay() {}

    /** Records the blocks of an answer while it arrives. */
    static final class Recorder {
        private final String provider;
        private final String model;
        private final List<Block> blocks = new ArrayList<>();

        Recorder(String provider, String model) {
            this.provider = provider;
            this.model = model;
        }

        private static final class Block {
            private final String type;
            private final String index;
            private int chars;
            private @Nullable String signature;

            Block(String type, String index) {
                this.type = type;
                this.index = index;
            }

            JsonObject toJson() {
                JsonObjectBuilder json = Json.createObjectBuilder().add("type", type);
                if (type.equals("redacted_thinking")) {
                    return json.add("data", index).build();
                }
                if (signature != null) {
                    json.add("signature", signature);
                }
                return type.equals("tool_use")
                        ? json.build()
                        : json.add("chars", chars).build();
            }
        }

        void start(String type, String index) {
            blocks.add(new Block(type, index));
        }

        void redacted(String data) {
            blocks.add(new Block("redacted_thinking", data));
        }

        void append(String index, String piece) {
            find(index).ifPresent(block -> block.chars += piece.length());
        }

        void sign(String index, String signature) {
            if (!signature.isEmpty()) {
                find(index).ifPresent(block -> block.signature = signature);
            }
        }

        private Optional<Block> find(String index) {
            return blocks.reversed().stream().filter(b -> b.index.equals(index)).findFirst();
        }

        Optional<ProviderReplay> finish() {
            if (blocks.stream().noneMatch(b -> b.type.endsWith("thinking"))) {
                return Optional.empty();
            }
            JsonArrayBuilder array = Json.createArrayBuilder();
            blocks.forEach(b -> array.add(b.toJson()));
            String json = Json.createObjectBuilder().add(BLOCKS, array).build().toString();
            return Optional.of(new ProviderReplay(provider, model, json));
        }
    }

    /**
     * The blocks of a message as the model sent them; empty if it had no thinking, or if its texts or calls are not those
     * of the answer any more.
     *
     * @param toolUses the blocks of the tool calls, which may have other ids now
     */
    static List<JsonObject> blocks(
            ChatMessage.Assistant message,
            JsonObject replay,
            Function<ChatMessage.Assistant, List<JsonObject>> toolUses) {
        if (!(replay.get(BLOCKS) instanceof JsonArray recorded)) {
            return List.of();
        }
        Iterator<JsonObject> calls = toolUses.apply(message).iterator();
        var blocks = new ArrayList<JsonObject>();
        int textEnd = 0;
        int thinkingEnd = 0;
        for (JsonObject block : JsonFields.objects(recorded)) {
            String type = JsonFields.string(block, "type");
            int chars = (int) JsonFields.tokens(block, "chars");
            if (type.equals("text") && textEnd + chars <= message.text().length()) {
                String text = message.text().substring(textEnd, textEnd += chars);
                if (!text.isBlank()) {
                    blocks.add(object(type).add("text", text).build());
                }
            } else if (type.equals("thinking")
                    && thinkingEnd + chars <= message.thinking().length()) {
                String thinking = message.thinking().substring(thinkingEnd, thinkingEnd += chars);
                blocks.add(object(type)
                        .add("thinking", thinking)
                        .add("signature", JsonFields.string(block, "signature"))
                        .build());
            } else if (type.equals("redacted_thinking")) {
                blocks.add(object(type)
                        .add("data", JsonFields.string(block, "data"))
                        .build());
            } else if (type.equals("tool_use") && calls.hasNext()) {
                blocks.add(calls.next());
            } else {
                return List.of();
            }
        }
        boolean complete = textEnd == message.text().length()
                && thinkingEnd == message.thinking().length()
                && !calls.hasNext();
        return complete ? blocks : List.of();
    }

    private static JsonObjectBuilder object(String type) {
        return Json.createObjectBuilder().add("type", type);
    }
}
