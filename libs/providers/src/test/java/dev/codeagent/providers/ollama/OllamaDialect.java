package dev.codeagent.providers.ollama;

import static dev.codeagent.providers.contract.DialectJson.halves;
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
import jakarta.json.JsonString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** Ollama's API, by its reference and recorded answers. */
final class OllamaDialect implements WireDialect {

    @Override
    public String basePath() {
        return "";
    }

    @Override
    public String keyHeader(String key) {
        return "Authorization: Bearer " + key;
    }

    private static String line(String message, String more) {
        return template("{'model':'m-1','created_at':'2026-11-29T10:00:00Z','message':%s%s}", raw(message), raw(more));
    }

    private static String end(ScriptedTurn turn) {
        return template(
                ",'done':true,'done_reason':%s,'total_duration':1,'prompt_eval_count':%s,'eval_count':%s",
                reason(turn.end()), turn.usage().inputTokens(), turn.usage().outputTokens());
    }

    private static String reason(ScriptedTurn.End end) {
        return switch (end) {
            case STOP, TOOL_CALLS -> "stop";
            case LENGTH -> "length";
            case FILTERED -> "content_filter";
            case UNKNOWN -> "surprise";
        };
    }

    private static String call(ToolCallRequest call) {
        return template("{'function':{'name':%s,'arguments':%s}}", call.name(), raw(call.arguments()));
    }

    @Override
    public WireReply stream(ScriptedTurn turn) {
        var lines = new ArrayList<String>();
        String more = ",\"done\":false";
        halves(turn.thinking())
                .forEach(t -> lines.add(line(template("{'role':'assistant','content':'','thinking':%s}", t), more)));
        halves(turn.text()).forEach(t -> lines.add(line(template("{'role':'assistant','content':%s}", t), more)));
        turn.calls()
                .forEach(c -> lines.add(
                        line(template("{'role':'assistant','content':'','tool_calls':[%s]}", raw(call(c))), more)));
        lines.add(line(template("{'role':'assistant','content':''}"), end(turn)));
        return WireReply.lines(lines.toArray(String[]::new));
    }

    @Override
    public WireReply whole(ScriptedTurn turn) {
        String calls = turn.calls().stream().map(OllamaDialect::call).collect(Collectors.joining(","));
        String message = template(
                "{'role':'assistant','content':%s,'thinking':%s,'tool_calls':[%s]}",
                turn.text(), turn.thinking(), raw(calls));
        return WireReply.json(line(message, end(turn)));
    }

    @Override
    public WireReply errorInStream(String text, String message) {
        return WireReply.lines(
                line(template("{'role':'assistant','content':%s}", text), ",\"done\":false"), errorJson(message));
    }

    @Override
    public WireReply errorInBody(String message) {
        return WireReply.json(errorJson(message));
    }

    private static String errorJson(String message) {
        return template("{'error':%s}", message);
    }

    @Override
    public WireReply error(Failure failure, String message) {
        return switch (failure) {
            case KEY_REJECTED -> WireReply.json(401, errorJson("unauthorized " + message));
            case UNKNOWN_MODEL -> WireReply.json(404, errorJson("model 'm-1' not found " + message));
            case CONTEXT_LENGTH ->
                WireReply.json(400, errorJson("the input length exceeds the context length " + message));
            case OVERLOADED ->
                WireReply.json(
                        503, errorJson("server busy, please try again.  maximum pending requests exceeded " + message));
            case RATE_LIMIT -> WireReply.json(429, errorJson("too many requests " + message));
        };
    }

    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        if (request.path().equals("/api/show")) {
            return WireReply.json(
                    template("{'capabilities':['completion','tools'],'model_info':{'qwen2.context_length':32768}}"));
        }
        assertThat(request.path()).isEqualTo("/api/tags");
        return WireReply.json(ids.stream()
                .map(id -> template("{'name':%s,'model':%s,'size':986061892,'digest':'357c'}", id, id))
                .collect(Collectors.joining(",", "{\"models\":[", "]}")));
    }

    @Override
    public int installableModels() {
        return 17;
    }

    @Override
    public Usage reported(Usage usage) {
        return new Usage(usage.inputTokens(), usage.outputTokens(), 0);
    }

    @Override
    public boolean announcesToolCalls() {
        return false;
    }

    /** Results have no ids: they belong to the calls in their order. */
    @Override
    public List<String> conversation(JsonObject request) {
        List<String> lines = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        int calls = 0;
        int results = 0;
        for (JsonObject message : request.getJsonArray("messages").getValuesAs(JsonObject.class)) {
            String role = message.getString("role");
            String content = message.getString("content");
            if (role.equals("tool")) {
                assertThat(message.getString("tool_name")).isEqualTo(open.removeFirst());
                lines.add("result #" + ++results + " " + content);
                continue;
            }
            assertThat(open).as("calls without a result").isEmpty();
            if (!content.isEmpty()) {
                lines.add(role + " " + content);
            }
            if (message.get("images") instanceof JsonArray images) {
                images.getValuesAs(JsonString.class).forEach(i -> lines.add("image image/png " + i.getString()));
            }
            if (message.get("tool_calls") instanceof JsonArray array) {
                for (JsonObject call : array.getValuesAs(JsonObject.class)) {
                    JsonObject function = call.getJsonObject("function");
                    open.addLast(function.getString("name"));
                    lines.add("call #" + ++calls + " " + function.getString("name") + " "
                            + function.getJsonObject("arguments"));
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

    @Override
    public int maxOutputTokens(JsonObject request) {
        return request.getJsonObject("options").getInt("num_predict");
    }

    @Override
    public JsonObject responseSchema(JsonObject request) {
        return request.getJsonObject("format");
    }
}
