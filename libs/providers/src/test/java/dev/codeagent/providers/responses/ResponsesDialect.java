package dev.codeagent.providers.responses;

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
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The Responses API of OpenAI, by its API reference. */
final class ResponsesDialect implements WireDialect {

    @Override
    public String basePath() {
        return "/v1";
    }

    @Override
    public String keyHeader(String key) {
        return "Authorization: Bearer " + key;
    }

    private static String response(ScriptedTurn turn, List<String> items) {
        String status = turn.end() == ScriptedTurn.End.STOP || turn.end() == ScriptedTurn.End.TOOL_CALLS
                ? "completed"
                : "incomplete";
        String details = switch (turn.end()) {
            case LENGTH -> template("{'reason':'max_output_tokens'}");
            case FILTERED -> template("{'reason':'content_filter'}");
            case UNKNOWN -> template("{'reason':'out_of_order'}");
            default -> "null";
        };
        Usage u = turn.usage();
        return template(
                "{'id':'resp_1','object':'response','status':%s,'error':null,'incomplete_details':%s,'model':'m-1',"
                        + "'output':[%s],'usage':{'input_tokens':%s,'input_tokens_details':{'cached_tokens':%s,"
                        + "'cache_write_tokens':%s},'output_tokens':%s,'output_tokens_details':"
                        + "{'reasoning_tokens':%s}}}",
                status,
                raw(details),
                raw(String.join(",", items)),
                u.inputTokens(),
                u.cachedTokens(),
                u.cacheWriteTokens(),
                u.outputTokens(),
                u.reasoningTokens());
    }

    private static List<String> items(ScriptedTurn turn) {
        List<String> items = new ArrayList<>();
        if (!turn.thinking().isEmpty()) {
            items.add(template(
                    "{'type':'reasoning','id':'rs_1','encrypted_content':%s,'summary':[{'type':'summary_text','text':%s}]}",
                    turn.signature(), turn.thinking()));
        }
        if (!turn.text().isEmpty()) {
            items.add(template(
                    "{'type':'message','id':'msg_1','status':'completed','role':'assistant','content':"
                            + "[{'type':'output_text','annotations':[],'text':%s}]}",
                    turn.text()));
        }
        for (ToolCallRequest call : turn.calls()) {
            items.add(template(
                    "{'type':'function_call','id':%s,'call_id':%s,'name':%s,'arguments':%s,'status':'completed'}",
                    "fc_" + call.id(), call.id(), call.name(), call.arguments()));
        }
        return items;
    }

    private static String event(String data) {
        return "event: " + parse(data).getString("type") + "\ndata: " + data + "\n\n";
    }

    @Override
    public WireReply stream(ScriptedTurn turn) {
        var body = new StringBuilder(event(template(
                "{'type':'response.created','response':{'object':'response','status':'in_progress','output':[],"
                        + "'error':null,'model':'m-1'}}")));
        List<String> items = items(turn);
        for (int i = 0; i < items.size(); i++) {
            JsonObject item = parse(items.get(i));
            String added = item.getString("type").equals("function_call")
                    ? template(
                            "{'type':'function_call','id':%s,'call_id':%s,'name':%s,'arguments':''}",
                            item.getString("id"), item.getString("call_id"), item.getString("name"))
                    : template("{'type':%s,'id':%s}", item.getString("type"), item.getString("id"));
            body.append(event(
                    template("{'type':'response.output_item.added','output_index':%s,'item':%s}", i, raw(added))));
            String type = switch (item.getString("type")) {
                case "reasoning" -> "response.reasoning_summary_text.delta";
                case "message" -> "response.output_text.delta";
                default -> "response.function_call_arguments.delta";
            };
            String text = switch (item.getString("type")) {
                case "reasoning" -> turn.thinking();
                case "message" -> turn.text();
                default -> item.getString("arguments");
            };
            for (String piece : halves(text)) {
                body.append(event(template(
                        "{'type':%s,'output_index':%s,'item_id':%s,'summary_index':0,'delta':%s}",
                        type, i, item.getString("id"), piece)));
            }
            body.append(event(template(
                    "{'type':'response.output_item.done','output_index':%s,'item':%s}", i, raw(items.get(i)))));
        }
        String complete = response(turn, items);
        String end = "response." + parse(complete).getString("status");
        return WireReply.sseText(body + event(template("{'type':%s,'response':%s}", end, raw(complete))));
    }

    @Override
    public WireReply whole(ScriptedTurn turn) {
        return WireReply.json(response(turn, items(turn)));
    }

    @Override
    public WireReply errorInStream(String text, String message) {
        String start = stream(ScriptedTurn.ofText(text)).body().split("event: response.output_item.done")[0];
        return WireReply.sseText(start
                + event(template(
                        "{'type':'response.failed','response':{'status':'failed','output':[],"
                                + "'error':{'code':'server_error','message':%s}}}",
                        message)));
    }

    @Override
    public WireReply errorInBody(String message) {
        return WireReply.json(template(
                "{'object':'response','status':'failed','output':[],'error':{'code':'server_error','message':%s}}",
                message));
    }

    private static String errorJson(String message, String code) {
        return template("{'error':{'message':%s,'type':'x','param':null,'code':%s}}", message, code);
    }

    @Override
    public WireReply error(Failure failure, String message) {
        return switch (failure) {
            case KEY_REJECTED -> WireReply.json(401, errorJson(message, "invalid_api_key"));
            case UNKNOWN_MODEL -> WireReply.json(400, errorJson(message, "model_not_found"));
            case CONTEXT_LENGTH -> WireReply.json(400, errorJson(message, "context_length_exceeded"));
            case OVERLOADED -> WireReply.json(503, errorJson(message, "server_error"));
            case RATE_LIMIT -> WireReply.json(429, errorJson(message, "rate_limit_exceeded"));
        };
    }

    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        assertThat(request.path()).isEqualTo("/v1/models");
        return WireReply.json(template(
                "{'object':'list','data':[%s]}",
                raw(ids.stream().map(id -> template("{'id':%s}", id)).collect(Collectors.joining(",")))));
    }

    @Override
    public Usage reported(Usage usage) {
        return usage;
    }

    @Override
    public List<String> conversation(JsonObject request) {
        assertThat(request.getBoolean("store")).isFalse();
        List<String> lines = new ArrayList<>();
        Map<String, Integer> calls = new HashMap<>();
        if (request.containsKey("instructions")) {
            lines.add("system " + request.getString("instructions"));
        }
        for (JsonObject item : request.getJsonArray("input").getValuesAs(JsonObject.class)) {
            switch (item.getString("type")) {
                case "function_call" -> {
                    assertThat(item.getString("call_id")).matches("[a-zA-Z0-9_-]{1,64}");
                    calls.put(item.getString("call_id"), calls.size() + 1);
                    lines.add(
                            "call #" + calls.size() + " " + item.getString("name") + " " + item.getString("arguments"));
                }
                case "function_call_output" -> {
                    Integer number = calls.get(item.getString("call_id"));
                    assertThat(number).as("a result of a call").isNotNull();
                    lines.add("result #" + number + " " + item.getString("output"));
                }
                case "reasoning" -> assertThat(item.getJsonArray("summary")).isNotNull();
                default -> {
                    assertThat(item.getString("type")).isEqualTo("message");
                    for (JsonObject part : item.getJsonArray("content").getValuesAs(JsonObject.class)) {
                        lines.add(part(item.getString("role"), part));
                    }
                }
            }
        }
        if (request.containsKey("tools")) {
            request.getJsonArray("tools")
                    .getValuesAs(JsonObject.class)
                    .forEach(tool -> lines.add("tool " + tool.getString("name")));
        }
        return lines;
    }

    private static String part(String role, JsonObject part) {
        if (part.getString("type").equals("input_image")) {
            return "image "
                    + part.getString("image_url").substring("data:".length()).replace(";base64,", " ");
        }
        assertThat(part.getString("type")).isEqualTo(role.equals("user") ? "input_text" : "output_text");
        assertThat(part.getString("text")).isNotEmpty();
        return role + " " + part.getString("text");
    }

    @Override
    public int maxOutputTokens(JsonObject request) {
        return request.getInt("max_output_tokens");
    }

    @Override
    public JsonObject responseSchema(JsonObject request) {
        JsonObject format = request.getJsonObject("text").getJsonObject("format");
        assertThat(format.getString("name")).isNotEmpty();
        return format.getJsonObject("schema");
    }

    @Override
    public boolean hasSignatures() {
        return true;
    }

    @Override
    public boolean announcesToolCalls() {
        return false;
    }
}
