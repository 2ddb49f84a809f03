package dev.codeagent.fakemodel.wire.responses;

import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.ConversationRules;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Message;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.ToolSchemas;
import dev.codeagent.fakemodel.wire.openai.ChatRequestReader;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a request for a response. The items of one turn of the model follow each other. */
final class ResponsesRequestReader {
    private static final Pattern CALL_ID = Pattern.compile("\\S{1,64}");

    private final List<Message> messages = new ArrayList<>();
    private final List<Message.Reasoning> reasoning = new ArrayList<>();
    private final List<Message.Call> calls = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean inTurn;
    private boolean afterReasoning;

    private ResponsesRequestReader() {}

    static Conversation read(JsonObject body) {
        var reader = new ResponsesRequestReader();
        String instructions = JsonValues.text(body, "instructions");
        if (!instructions.isEmpty()) {
            reader.messages.add(Message.of(Message.Role.SYSTEM, instructions));
        }
        if (body.get("input") instanceof JsonString s) {
            reader.messages.add(Message.of(Message.Role.USER, s.getString()));
        } else {
            JsonValues.children(body, "input").forEach(item -> reader.readItem(item, body));
        }
        reader.endTurn();
        if (reader.messages.isEmpty()) {
            throw RequestException.badRequest("input: must be a text or an array of items");
        }
        ConversationRules.requireAnswers(reader.messages, true);
        ConversationRules.requireIdForm(reader.messages, CALL_ID);
        requireTools(body);
        requireFormat(JsonValues.child(JsonValues.child(body, "text"), "format"));
        return new Conversation(
                JsonValues.text(body, "model"),
                new Conversation.Options(JsonValues.isTrue(body, "stream"), true, body.containsKey("reasoning")),
                reader.messages);
    }

    private void readItem(JsonObject item, JsonObject body) {
        String role = JsonValues.text(item, "role");
        switch (JsonValues.text(item, "type")) {
            case "reasoning" -> readReasoning(item, body);
            case "function_call" -> readCall(item);
            case "function_call_output" -> {
                endTurn();
                messages.add(Message.toolResult(JsonValues.text(item, "call_id"), readContent(item, "output")));
            }
            case "message", "" -> readMessage(item, role);
            default -> throw RequestException.badRequest("input: an item has an unknown type");
        }
    }

    private void readMessage(JsonObject item, String role) {
        String content = readContent(item, "content");
        switch (role) {
            case "assistant" -> {
                inTurn = true;
                afterReasoning = false;
                text.append(content);
            }
            case "user" -> {
                endTurn();
                messages.add(Message.of(Message.Role.USER, content));
            }
            case "system", "developer" -> {
                endTurn();
                messages.add(Message.of(Message.Role.SYSTEM, content));
            }
            default -> throw RequestException.badRequest("input: an item needs a role or a type");
        }
    }

    /** Without storage at the vendor a reasoning item is only its encrypted content. */
    private void readReasoning(JsonObject item, JsonObject body) {
        String encrypted = JsonValues.text(item, "encrypted_content");
        if (encrypted.isEmpty() && body.get("store") == JsonValue.FALSE) {
            throw RequestException.badRequest("Item '" + JsonValues.text(item, "id")
                    + "' not found. Items are not persisted when `store` is set to false.");
        }
        inTurn = true;
        afterReasoning = true;
        reasoning.add(new Message.Reasoning("", encrypted));
    }

    private void readCall(JsonObject item) {
        if (!(item.get("arguments") instanceof JsonString arguments)) {
            throw RequestException.badRequest("function_call.arguments must be a string");
        }
        inTurn = true;
        afterReasoning = false;
        calls.add(new Message.Call(
                JsonValues.text(item, "call_id"), JsonValues.text(item, "name"), arguments.getString()));
    }

    private void endTurn() {
        if (afterReasoning) {
            throw RequestException.badRequest(
                    "an item of type 'reasoning' was provided without its required following item");
        }
        if (inTurn) {
            messages.add(Message.assistant(text.toString(), reasoning, calls));
            text.setLength(0);
            reasoning.clear();
            calls.clear();
            inTurn = false;
        }
    }

    private static String readContent(JsonObject item, String field) {
        if (!(item.get(field) instanceof JsonArray)) {
            return JsonValues.text(item, field);
        }
        var content = new StringBuilder();
        for (JsonObject part : JsonValues.children(item, field)) {
            if (JsonValues.text(part, "type").equals("input_image")) {
                ChatRequestReader.requireImageUrl(JsonValues.text(part, "image_url"));
            }
            content.append(JsonValues.text(part, "text"));
        }
        return content.toString();
    }

    private static void requireTools(JsonObject body) {
        var names = new HashSet<String>();
        for (JsonObject tool : JsonValues.children(body, "tools")) {
            if (JsonValues.text(tool, "type").equals("function")) {
                ToolSchemas.require(
                        JsonValues.text(tool, "name"), tool.getOrDefault("parameters", JsonValue.NULL), names);
            }
        }
    }

    private static void requireFormat(JsonObject format) {
        if (JsonValues.text(format, "type").equals("json_schema")) {
            if (JsonValues.text(format, "name").isEmpty()
                    || JsonValues.child(format, "schema").isEmpty()) {
                throw RequestException.badRequest("text.format needs 'name' and 'schema'");
            }
            ToolSchemas.requireSchema(JsonValues.child(format, "schema"), "text.format");
        }
    }
}
