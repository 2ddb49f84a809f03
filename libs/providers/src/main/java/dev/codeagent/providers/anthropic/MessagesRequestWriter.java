package dev.codeagent.providers.anthropic;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.Image;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.wire.HistoryFields;
import dev.codeagent.providers.wire.HistoryTurn;
import dev.codeagent.providers.wire.ToolCallIds;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes a request as the body of {@code POST /messages}. The end of the tools, of the instructions and of the last two
 * messages of the user are marked for the cache of prompts: with the second last one, the next request finds the prefix
 * that this one writes.
 */
record MessagesRequestWriter(String provider, ProviderContext context) {
    /** The API requires a limit; each current model accepts this one. */
    private static final int DEFAULT_MAX_TOKENS = 8_192;

    private static final int MARKED_USER_MESSAGES = 2;
    private static final JsonObject CACHE_MARK =
            Json.createObjectBuilder().add("type", "ephemeral").build();
    private static final ToolCallIds IDS = new ToolCallIds(Pattern.compile("[a-zA-Z0-9_-]{1,64}"), "toolu_", 24);

    /** A message of the API, whose roles alternate. */
    private record Message(String role, List<JsonObject> blocks) {}

    String write(McpMessage request) {
        JsonObjectBuilder body =
                Json.createObjectBuilder().add("model", context.model()).add("max_tokens", maxTokens());
        if (context.streamed()) {
            body.add("stream", true);
        }
        addParameters(body, request);
        if (!request.tools().isEmpty()) {
            JsonArrayBuilder tools = Json.createArrayBuilder();
            for (int i = 0; i < request.tools().size(); i++) {
                JsonObject tool = toTool(request.tools().get(i));
                tools.add(i == request.tools().size() - 1 ? marked(tool) : tool);
            }
            body.add("tools", tools);
        }
        if (!request.instructions().text().isBlank()) {
            body.add(
                    "system",
                    Json.createArrayBuilder()
                            .add(marked(text(request.instructions().text()))));
        }
        return body.add("messages", toMessages(request)).build().toString();
    }

    private int maxTokens() {
        int known = context.traits().maxOutputTokens();
        int wanted = context.parameters().maxOutputTokens().orElse(known > 0 ? known : DEFAULT_MAX_TOKENS);
        return known > 0 ? Math.min(wanted, known) : wanted;
    }

    private void addParameters(JsonObjectBuilder body, McpMessage request) {
        GenerationParameters parameters = context.parameters();
        ModelTraits traits = context.traits();
        JsonObjectBuilder output = Json.createObjectBuilder();
        parameters
                .responseSchema()
                .ifPresent(schema -> output.add(
                        "format",
                        Json.createObjectBuilder().add("type", "json_schema").add("schema", schema)));
        boolean thinks = false;
        if (parameters.effort().filter(traits.efforts()::contains).isPresent()) {
            output.add("effort", parameters.effort().orElseThrow());
            if (traits.thinking() == ModelTraits.Support.YES) {
                thinks = true;
                body.add(
                        "thinking",
                        Json.createObjectBuilder().add("type", "adaptive").add("display", "summarized"));
            }
        } else if (traits.thinking() == ModelTraits.Support.YES
                && traits.efforts().isEmpty()) {
            // Models before the levels of effort think within a number of tokens.
            int budget = parameters.effort().map(this::thinkingBudget).orElse(0);
            if (budget > 0 && canThink(request)) {
                thinks = true;
                body.add(
                        "thinking",
                        Json.createObjectBuilder().add("type", "enabled").add("budget_tokens", budget));
            }
        }
        JsonObject config = output.build();
        if (!config.isEmpty()) {
            body.add("output_config", config);
        }
        if (traits.temperature() && !thinks) {
            parameters.temperature().ifPresent(t -> body.add("temperature", Math.min(t, 1)));
        }
    }

    /** The tokens for thinking, which are at least 1,024 and leave room for the answer; 0 for none. */
    private int thinkingBudget(String effort) {
        int wanted = switch (effort) {
            case "none" -> 0;
            case "minimal", "low" -> 2_048;
            case "medium" -> 8_192;
            default -> 24_576;
        };
        int budget = Math.min(wanted, maxTokens() / 2);
        return budget < 1_024 ? 0 : budget;
    }

    /** In this mode the API wants each answer since the last message of the user to begin with its thinking. */
    private boolean canThink(McpMessage request) {
        for (ChatMessage message : request.context().messages().reversed()) {
            if (message instanceof ChatMessage.User) {
                return true;
            }
            if (message instanceof ChatMessage.Assistant answer
                    && replayed(answer).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private JsonArrayBuilder toMessages(McpMessage request) {
        var messages = new ArrayList<Message>();
        for (HistoryTurn turn : HistoryTurn.of(request.context().messages())) {
            switch (turn) {
                case HistoryTurn.User user -> add(messages, "user", toBlocks(user.message()));
                case HistoryTurn.Assistant answer -> {
                    if (messages.isEmpty()) { // A shortened history may begin with an answer.
                        add(messages, "user", List.of(text("(earlier messages are left out)")));
                    }
                    add(messages, "assistant", toBlocks(answer.message()));
                }
                case HistoryTurn.Results results ->
                    add(
                            messages,
                            "user",
                            results.results().stream()
                                    .map(MessagesRequestWriter::toToolResult)
                                    .toList());
            }
        }
        JsonArrayBuilder array = Json.createArrayBuilder();
        int unmarkedUsers =
                (int) messages.stream().filter(m -> m.role().equals("user")).count() - MARKED_USER_MESSAGES;
        for (Message message : messages) {
            boolean marked = message.role().equals("user") && unmarkedUsers-- <= 0;
            JsonArrayBuilder blocks = Json.createArrayBuilder();
            for (int i = 0; i < message.blocks().size(); i++) {
                JsonObject block = message.blocks().get(i);
                blocks.add(marked && i == message.blocks().size() - 1 ? marked(block) : block);
            }
            array.add(Json.createObjectBuilder().add("role", message.role()).add("content", blocks));
        }
        return array;
    }

    private static void add(List<Message> messages, String role, List<JsonObject> blocks) {
        if (messages.isEmpty() || !messages.getLast().role().equals(role)) {
            messages.add(new Message(role, new ArrayList<>()));
        }
        messages.getLast().blocks().addAll(blocks);
    }

    private static JsonObject marked(JsonObject block) {
        return Json.createObjectBuilder(block).add("cache_control", CACHE_MARK).build();
    }

    private static JsonObject text(String text) {
        return Json.createObjectBuilder().add("type", "text").add("text", text).build();
    }

    private static List<JsonObject> toBlocks(ChatMessage.User user) {
        var blocks = new ArrayList<JsonObject>();
        user.images().forEach(image -> blocks.add(toImage(image)));
        if (blocks.isEmpty() || !user.text().isBlank()) {
            blocks.add(text(HistoryFields.text(user.text(), "(nothing)")));
        }
        return blocks;
    }

    private static JsonObject toImage(Image image) {
        return Json.createObjectBuilder()
                .add("type", "image")
                .add(
                        "source",
                        Json.createObjectBuilder()
                                .add("type", "base64")
                                .add("media_type", image.mediaType())
                                .add("data", image.base64()))
                .build();
    }

    private List<JsonObject> toBlocks(ChatMessage.Assistant answer) {
        List<JsonObject> replayed = replayed(answer);
        if (!replayed.isEmpty()) {
            return replayed;
        }
        var blocks = new ArrayList<JsonObject>();
        if (!answer.text().isBlank() || answer.toolCalls().isEmpty()) {
            blocks.add(text(HistoryFields.text(answer.text(), "(no answer)")));
        }
        blocks.addAll(toToolUses(answer));
        return blocks;
    }

    private List<JsonObject> replayed(ChatMessage.Assistant answer) {
        return ThinkingReplay.blocks(
                answer, HistoryFields.replay(answer, provider, context), MessagesRequestWriter::toToolUses);
    }

    private static List<JsonObject> toToolUses(ChatMessage.Assistant answer) {
        return answer.toolCalls().stream().map(MessagesRequestWriter::toToolUse).toList();
    }

    private static JsonObject toToolUse(ToolCallRequest call) {
        return Json.createObjectBuilder()
                .add("type", "tool_use")
                .add("id", IDS.toWire(call.id()))
                .add("name", call.name())
                .add("input", HistoryFields.arguments(call))
                .build();
    }

    private static JsonObject toToolResult(HistoryTurn.CallResult result) {
        JsonObjectBuilder block = Json.createObjectBuilder()
                .add("type", "tool_result")
                .add("tool_use_id", IDS.toWire(result.call().id()))
                .add("content", result.text());
        if (result.result().error()) {
            block.add("is_error", true);
        }
        return block.build();
    }

    private static JsonObject toTool(McpTool tool) {
        return Json.createObjectBuilder()
                .add("name", tool.name())
                .add("description", tool.description())
                .add("input_schema", tool.parameters())
                .build();
    }
}
