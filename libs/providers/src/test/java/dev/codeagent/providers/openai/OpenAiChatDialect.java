package dev.codeagent.providers.openai;

import static dev.codeagent.providers.contract.DialectJson.halves;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The chat completions of OpenAI, by its API reference. */
public class OpenAiChatDialect implements WireDialect {

    @Override
    public String basePath() {
        return "/v1";
    }

    @Override
    public String keyHeader(String key) {
        return "Authorization: Bearer " + key;
    }

    protected static JsonObjectBuilder object(String name, String value) {
        return Json.createObjectBuilder().add(name, value);
    }

    protected static String chunk(JsonObjectBuilder delta, String finish) {
        var choice = Json.createObjectBuilder().add("index", 0).add("delta", delta);
        if (finish.isEmpty()) {
            choice.addNull("finish_reason");
        } else {
            choice.add("finish_reason", finish);
        }
        return object("object", "chat.completion.chunk")
                .add("model", "m-1-2026")
                .add("choices", Json.createArrayBuilder().add(choice))
                .build()
                .toString();
    }

    @Override
    public WireReply stream(ScriptedTurn turn) {
        List<String> chunks = new ArrayList<>();
        chunks.add(chunk(object("role", "assistant").add("content", ""), ""));
        halves(turn.thinking()).forEach(t -> chunks.add(chunk(object("reasoning_content", t), "")));
        halves(turn.text()).forEach(t -> chunks.add(chunk(object("content", t), "")));
        for (int i = 0; i < turn.calls().size(); i++) {
            ToolCallRequest call = turn.calls().get(i);
            chunks.add(callChunk(Json.createObjectBuilder()
                    .add("index", i)
                    .add("id", call.id())
                    .add("type", "function")
                    .add("function", object("name", call.name()).add("arguments", ""))));
            for (String piece : halves(call.arguments())) {
                chunks.add(callChunk(
                        Json.createObjectBuilder().add("index", i).add("function", object("arguments", piece))));
            }
        }
        chunks.add(chunk(Json.createObjectBuilder(), finish(turn.end())));
        chunks.add(Json.createObjectBuilder()
                .add("choices", Json.createArrayBuilder())
                .add("usage", usage(turn.usage()))
                .build()
                .toString());
        chunks.add("[DONE]");
        return WireReply.sse(chunks.toArray(String[]::new));
    }

    private static String callChunk(JsonObjectBuilder call) {
        return chunk(
                Json.createObjectBuilder()
                        .add("tool_calls", Json.createArrayBuilder().add(call)),
                "");
    }

    private static String finish(ScriptedTurn.End end) {
        return switch (end) {
            case STOP -> "stop";
            case TOOL_CALLS -> "tool_calls";
            case LENGTH -> "length";
            case FILTERED -> "content_filter";
            case UNKNOWN -> "insufficient_system_resource";
        };
    }

    private static JsonObjectBuilder usage(Usage usage) {
        return Json.createObjectBuilder()
                .add("prompt_tokens", usage.inputTokens())
                .add("completion_tokens", usage.outputTokens())
                .add(
                        "prompt_tokens_details",
                        Json.createObjectBuilder()
                                .add("cached_tokens", usage.cachedTokens())
                                .add("cache_write_tokens", usage.cacheWriteTokens()))
                .add(
                        "completion_tokens_details",
                        Json.createObjectBuilder().add("reasoning_tokens", usage.reasoningTokens()));
    }

    @Override
    public WireReply whole(ScriptedTurn turn) {
        JsonObjectBuilder message = object("role", "assistant").add("content", turn.text());
        if (!turn.thinking().isEmpty()) {
            message.add("reasoning_content", turn.thinking());
        }
        if (!turn.calls().isEmpty()) {
            JsonArrayBuilder calls = Json.createArrayBuilder();
            turn.calls()
                    .forEach(c -> calls.add(object("id", c.id())
                            .add("type", "function")
                            .add("function", object("name", c.name()).add("arguments", c.arguments()))));
            message.add("tool_calls", calls);
        }
        return WireReply.json(object("object", "chat.completion")
                .add("model", "m-1-2026")
                .add(
                        "choices",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("index", 0)
                                        .add("message", message)
                                        .add("finish_reason", finish(turn.end()))))
                .add("usage", usage(turn.usage()))
                .build()
                .toString());
    }

    @Override
    public WireReply errorInStream(String text, String message) {
        return WireReply.sse(chunk(object("content", text), ""), errorJson(message, "server_error"), "[DONE]");
    }

    @Override
    public WireReply errorInBody(String message) {
        return WireReply.json(errorJson(message, "server_error"));
    }

    private static String errorJson(String message, String code) {
        return Json.createObjectBuilder()
                .add("error", object("message", message).add("type", "x").add("code", code))
                .build()
                .toString();
    }

    @Override
    public WireReply error(Failure failure, String message) {
        return switch (failure) {
            case KEY_REJECTED -> WireReply.json(401, errorJson(message, "invalid_api_key"));
            case UNKNOWN_MODEL -> WireReply.json(404, errorJson(message, "model_not_found"));
            case CONTEXT_LENGTH -> WireReply.json(400, errorJson(message, "context_length_exceeded"));
            case OVERLOADED -> WireReply.json(503, errorJson(message, "server_error"));
            case RATE_LIMIT -> WireReply.json(429, errorJson(message, "rate_limit_exceeded"));
        };
    }

    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        assertThat(request.path()).isEqualTo("/v1/models");
        JsonArrayBuilder models = Json.createArrayBuilder();
        ids.forEach(id -> models.add(object("id", id).add("object", "model")));
        return WireReply.json(
                object("object", "list").add("data", models).build().toString());
    }

    @Override
    public Usage reported(Usage usage) {
        return usage;
    }

    @Override
    public List<String> conversation(JsonObject request) {
        List<String> lines = new ArrayList<>();
        Map<String, Integer> calls = new HashMap<>();
        for (JsonObject message : request.getJsonArray("messages").getValuesAs(JsonObject.class)) {
            String role = message.getString("role");
            if (role.equals("tool")) {
                Integer number = calls.get(message.getString("tool_call_id"));
                assertThat(number).as("a result of a call").isNotNull();
                lines.add("result #" + number + " " + message.getString("content"));
            } else if (message.get("content") instanceof JsonString content) {
                assertThat(content.getString()).isNotEmpty();
                lines.add(role + " " + content.getString());
            } else if (message.get("content") instanceof JsonArray parts) {
                parts.getValuesAs(JsonObject.class).forEach(part -> lines.add(part(role, part)));
            }
            if (message.containsKey("tool_calls")) {
                for (JsonObject call : message.getJsonArray("tool_calls").getValuesAs(JsonObject.class)) {
                    int number = calls.size() + 1;
                    calls.put(call.getString("id"), number);
                    JsonObject function = call.getJsonObject("function");
                    lines.add("call #" + number + " " + function.getString("name") + " "
                            + function.getString("arguments"));
                }
            }
        }
        if (request.containsKey("tools")) {
            request.getJsonArray("tools")
                    .getValuesAs(JsonObject.class)
                    .forEach(
                            t -> lines.add("tool " + t.getJsonObject("function").getString("name")));
        }
        return lines;
    }

    protected String part(String role, JsonObject part) {
        if (part.getString("type").equals("text")) {
            return role + " " + part.getString("text");
        }
        String url = part.getJsonObject("image_url").getString("url");
        return "image " + url.substring("data:".length()).replace(";base64,", " ");
    }

    @Override
    public int maxOutputTokens(JsonObject request) {
        return request.getInt("max_tokens");
    }

    @Override
    public JsonObject responseSchema(JsonObject request) {
        return request.getJsonObject("response_format")
                .getJsonObject("json_schema")
                .getJsonObject("schema");
    }
}
