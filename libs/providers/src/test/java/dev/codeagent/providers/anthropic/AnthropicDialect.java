package dev.codeagent.providers.anthropic;

import static dev.codeagent.providers.contract.DialectJson.halves;
import static dev.codeagent.providers.contract.DialectJson.parse;
import static dev.codeagent.providers.contract.DialectJson.raw;
import static dev.codeagent.providers.contract.DialectJson.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireDialect;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The Messages API of Anthropic, by its reference of version 2023-06-01. */
final class AnthropicDialect implements WireDialect {

    @Override
    public String basePath() {
        return "/v1";
    }

    @Override
    public String keyHeader(String key) {
        return "x-api-key: " + key;
    }

    private static String event(String data) {
        return "event: " + parse(data).getString("type") + "\ndata: " + data + "   \n\n";
    }

    private static String stopReason(ScriptedTurn.End end) {
        return switch (end) {
            case STOP -> "end_turn";
            case TOOL_CALLS -> "tool_use";
            case LENGTH -> "max_tokens";
            case FILTERED -> "refusal";
            case UNKNOWN -> "out_of_order";
        };
    }

    private static Object usage(Usage u) {
        return raw(template(
                "{'input_tokens':%s,'cache_creation_input_tokens':%s,'cache_read_input_tokens':%s,'output_tokens':%s,"
                        + "'output_tokens_details':{'thinking_tokens':%s}}",
                u.inputTokens() - u.cachedTokens() - u.cacheWriteTokens(),
                u.cacheWriteTokens(),
                u.cachedTokens(),
                u.outputTokens(),
                u.reasoningTokens()));
    }

    @Override
    public WireReply stream(ScriptedTurn turn) {
        var body = new StringBuilder(event(template(
                "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant','model':'m-1',"
                        + "'content':[],'stop_reason':null,'usage':{'input_tokens':1,'output_tokens':1}}}")));
        body.append(event("{\"type\": \"ping\"}"));
        int index = 0;
        if (!turn.thinking().isEmpty()) {
            start(body, index, "{'type':'thinking','thinking':'','signature':''}");
            for (String piece : halves(turn.thinking())) {
                delta(body, index, template("{'type':'thinking_delta','thinking':%s}", piece));
            }
            delta(body, index, template("{'type':'signature_delta','signature':%s}", turn.signature()));
            stop(body, index++);
        }
        if (!turn.text().isEmpty()) {
            start(body, index, "{'type':'text','text':''}");
            for (String piece : halves(turn.text())) {
                delta(body, index, template("{'type':'text_delta','text':%s}", piece));
            }
            stop(body, index++);
        }
        for (ToolCallRequest call : turn.calls()) {
            start(body, index, template("{'type':'tool_use','id':%s,'name':%s,'input':{}}", call.id(), call.name()));
            delta(body, index, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}");
            for (String piece : halves(call.arguments())) {
                delta(body, index, template("{'type':'input_json_delta','partial_json':%s}", piece));
            }
            stop(body, index++);
        }
        body.append(event(template(
                "{'type':'message_delta','delta':{'stop_reason':%s,'stop_sequence':null},'usage':%s}",
                stopReason(turn.end()), usage(turn.usage()))));
        return WireReply.sseText(
                body.append(event("{\"type\":\"message_stop\"}")).toString());
    }

    private static void start(StringBuilder body, int index, String block) {
        body.append(event(template(
                "{'type':'content_block_start','index':%s,'content_block':%s}", index, raw(block.replace('\'', '"')))));
    }

    private static void delta(StringBuilder body, int index, String delta) {
        body.append(event(template("{'type':'content_block_delta','index':%s,'delta':%s}", index, raw(delta))));
    }

    private static void stop(StringBuilder body, int index) {
        body.append(event(template("{'type':'content_block_stop','index':%s}", index)));
    }

    @Override
    public WireReply whole(ScriptedTurn turn) {
        var blocks = new ArrayList<String>();
        if (!turn.thinking().isEmpty()) {
            blocks.add(template("{'type':'thinking','thinking':%s,'signature':%s}", turn.thinking(), turn.signature()));
        }
        if (!turn.text().isEmpty()) {
            blocks.add(template("{'type':'text','text':%s}", turn.text()));
        }
        turn.calls()
                .forEach(c -> blocks.add(template(
                        "{'type':'tool_use','id':%s,'name':%s,'input':%s}", c.id(), c.name(), raw(c.arguments()))));
        return WireReply.json(template(
                "{'id':'msg_1','type':'message','role':'assistant','model':'m-1','content':%s,'stop_reason':%s,"
                        + "'stop_sequence':null,'usage':%s}",
                raw(blocks.stream().collect(Collectors.joining(",", "[", "]"))),
                stopReason(turn.end()),
                usage(turn.usage())));
    }

    private static String errorJson(String type, String message) {
        return template("{'type':'error','error':{'type':%s,'message':%s},'request_id':'req_1'}", type, message);
    }

    @Override
    public WireReply errorInStream(String text, String message) {
        String start = stream(ScriptedTurn.ofText(text)).body().split("event: content_block_stop")[0];
        return WireReply.sseText(start + event(errorJson("api_error", message)));
    }

    @Override
    public WireReply errorInBody(String message) {
        return WireReply.json(errorJson("api_error", message));
    }

    @Override
    public WireReply error(Failure failure, String message) {
        return switch (failure) {
            case KEY_REJECTED -> WireReply.json(401, errorJson("authentication_error", message));
            case UNKNOWN_MODEL -> WireReply.json(404, errorJson("not_found_error", "model: m-1 " + message));
            case CONTEXT_LENGTH ->
                WireReply.json(
                        400,
                        errorJson(
                                "invalid_request_error",
                                "prompt is too long: 212345 tokens > 200000 maximum " + message));
            case OVERLOADED -> WireReply.json(529, errorJson("overloaded_error", message));
            case RATE_LIMIT -> WireReply.json(429, errorJson("rate_limit_error", message));
        };
    }

    /** Pages of three models, whatever the limit. */
    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        assertThat(request.path()).isEqualTo("/v1/models");
        assertThat(request.head().toLowerCase(java.util.Locale.ROOT)).contains("anthropic-version: 2023-06-01");
        int start = request.target().contains("after_id=")
                ? ids.indexOf(request.target().replaceAll(".*after_id=([^&]*).*", "$1")) + 1
                : 0;
        List<String> page = ids.subList(start, Math.min(start + 3, ids.size()));
        String models = page.stream()
                .map(id -> template(
                        "{'type':'model','id':%s,'display_name':'Name','max_input_tokens':200000,'max_tokens':64000,"
                                + "'capabilities':{'thinking':{'supported':true},'image_input':{'supported':true},"
                                + "'structured_outputs':{'supported':false},'effort':{'supported':true,"
                                + "'low':{'supported':true},'max':{'supported':false},'high':{'supported':true}}}}",
                        id))
                .collect(Collectors.joining(",", "[", "]"));
        return WireReply.json(template(
                "{'data':%s,'has_more':%s,'first_id':%s,'last_id':%s}",
                raw(models), start + 3 < ids.size(), page.getFirst(), page.getLast()));
    }

    @Override
    public Usage reported(Usage usage) {
        return usage;
    }

    @Override
    public List<String> conversation(JsonObject request) {
        List<String> lines = new ArrayList<>();
        Map<String, Integer> calls = new HashMap<>();
        if (request.containsKey("system")) {
            request.getJsonArray("system")
                    .getValuesAs(JsonObject.class)
                    .forEach(b -> lines.add("system " + b.getString("text")));
        }
        List<Integer> open = new ArrayList<>();
        String lastRole = "assistant";
        for (JsonObject message : request.getJsonArray("messages").getValuesAs(JsonObject.class)) {
            String role = message.getString("role");
            assertThat(role).as("roles alternate").isNotEqualTo(lastRole).isIn("user", "assistant");
            lastRole = role;
            JsonArray blocks = message.getJsonArray("content");
            assertThat(blocks).isNotEmpty();
            for (JsonObject block : blocks.getValuesAs(JsonObject.class)) {
                lines.add(line(role, block, calls, open));
            }
            if (role.equals("user")) {
                assertThat(open).as("calls without a result").isEmpty();
            }
        }
        if (request.containsKey("tools")) {
            request.getJsonArray("tools").getValuesAs(JsonObject.class).forEach(tool -> {
                assertThat(tool.getJsonObject("input_schema")).isNotNull();
                lines.add("tool " + tool.getString("name"));
            });
        }
        return lines;
    }

    private static String line(String role, JsonObject block, Map<String, Integer> calls, List<Integer> open) {
        switch (block.getString("type")) {
            case "text" -> {
                assertThat(block.getString("text")).isNotBlank();
                return role + " " + block.getString("text");
            }
            case "image" -> {
                JsonObject source = block.getJsonObject("source");
                return "image " + source.getString("media_type") + " " + source.getString("data");
            }
            case "tool_use" -> {
                assertThat(block.getString("id")).matches("[a-zA-Z0-9_-]+");
                assertThat(calls.put(block.getString("id"), calls.size() + 1)).isNull();
                open.add(calls.size());
                return "call #" + calls.size() + " " + block.getString("name") + " " + block.getJsonObject("input");
            }
            case "tool_result" -> {
                Integer number = calls.get(block.getString("tool_use_id"));
                assertThat(open.remove(number)).as("a result of an open call").isTrue();
                return "result #" + number + " " + block.getString("content");
            }
            default -> {
                assertThat(block.getString("type")).isIn("thinking", "redacted_thinking");
                assertThat(role).isEqualTo("assistant");
                return "thinking";
            }
        }
    }

    @Override
    public int maxOutputTokens(JsonObject request) {
        return request.getInt("max_tokens");
    }

    @Override
    public JsonObject responseSchema(JsonObject request) {
        JsonObject format = request.getJsonObject("output_config").getJsonObject("format");
        assertThat(format.getString("type")).isEqualTo("json_schema");
        return format.getJsonObject("schema");
    }

    @Override
    public boolean hasSignatures() {
        return true;
    }
}
