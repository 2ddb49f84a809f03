package dev.codeagent.providers.cohere;

import static dev.codeagent.providers.contract.DialectJson.halves;
import static dev.codeagent.providers.contract.DialectJson.raw;
import static dev.codeagent.providers.contract.DialectJson.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import dev.codeagent.providers.openai.OpenAiChatDialect;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Cohere's chat API, version 2, by its reference and recorded answers. */
final class CohereDialect extends OpenAiChatDialect {
    private static final String USAGE = "{'billed_units':{'input_tokens':1,'output_tokens':2},"
            + "'tokens':{'input_tokens':%s,'output_tokens':%s,'reasoning_tokens':%s},'cached_tokens':%s}";

    @Override
    public String basePath() {
        return "/v2";
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: " + template("{'type':%s%s}", type, raw(fields)) + "\n\n";
    }

    private static String message(String type, int index, String message) {
        return event(type, template(",'index':%s,'delta':{'message':%s}", index, raw(message)));
    }

    @Override
    public WireReply stream(ScriptedTurn turn) {
        var body = new StringBuilder(event(
                "message-start",
                template(",'id':'x','delta':{'message':{'role':'assistant','content':[],'tool_plan':''}}")));
        boolean plans = !turn.calls().isEmpty();
        if (!turn.thinking().isEmpty() && !plans) {
            body.append(content("thinking", 0, turn.thinking()));
        }
        for (String piece : plans ? halves(turn.thinking()) : List.<String>of()) {
            body.append(event("tool-plan-delta", template(",'delta':{'message':{'tool_plan':%s}}", piece)));
        }
        body.append(content("text", 1, turn.text()));
        for (int i = 0; i < turn.calls().size(); i++) {
            body.append(callEvents(turn.calls().get(i), i));
        }
        body.append(event(
                "message-end",
                template(",'delta':{'finish_reason':%s,'usage':%s}", finish(turn.end()), raw(usage(turn.usage())))));
        return WireReply.sseText(body.append("data: [DONE]\n\n").toString());
    }

    private static String content(String kind, int index, String text) {
        if (text.isEmpty()) {
            return "";
        }
        return message("content-start", index, template("{'content':{'type':%s,%s:''}}", kind, kind))
                + halves(text).stream()
                        .map(piece -> message("content-delta", index, template("{'content':{%s:%s}}", kind, piece)))
                        .collect(Collectors.joining())
                + event("content-end", template(",'index':%s", index));
    }

    /** A call without arguments has null in their place. */
    private static String callEvents(ToolCallRequest call, int index) {
        boolean isEmpty = call.arguments().equals("{}");
        String start = template(
                "{'tool_calls':{'id':%s,'type':'function','function':{'name':%s,'arguments':%s}}}",
                call.id(), call.name(), raw(isEmpty ? "null" : "\"\""));
        String deltas = isEmpty
                ? ""
                : halves(call.arguments()).stream()
                        .map(piece -> message(
                                "tool-call-delta",
                                index,
                                template("{'tool_calls':{'function':{'arguments':%s}}}", piece)))
                        .collect(Collectors.joining());
        return message("tool-call-start", index, start)
                + deltas
                + event("tool-call-end", template(",'index':%s", index));
    }

    private static String finish(ScriptedTurn.End end) {
        return switch (end) {
            case STOP -> "COMPLETE";
            case TOOL_CALLS -> "TOOL_CALL";
            case LENGTH -> "MAX_TOKENS";
            case FILTERED -> "ERROR_TOXIC";
            case UNKNOWN -> "TIMEOUT";
        };
    }

    private static String usage(Usage usage) {
        return template(
                USAGE, usage.inputTokens(), usage.outputTokens(), usage.reasoningTokens(), usage.cachedTokens());
    }

    @Override
    public WireReply whole(ScriptedTurn turn) {
        var content = new ArrayList<String>();
        if (!turn.thinking().isEmpty()) {
            content.add(template("{'type':'thinking','thinking':%s}", turn.thinking()));
        }
        if (!turn.text().isEmpty()) {
            content.add(template("{'type':'text','text':%s}", turn.text()));
        }
        String calls = turn.calls().stream()
                .map(c -> template(
                        "{'id':%s,'type':'function','function':{'name':%s,'arguments':%s}}",
                        c.id(), c.name(), c.arguments()))
                .collect(Collectors.joining(","));
        return WireReply.json(template(
                "{'id':'x','message':{'role':'assistant','content':[%s],'tool_calls':[%s]},'finish_reason':%s,'usage':%s}",
                raw(String.join(",", content)), raw(calls), finish(turn.end()), raw(usage(turn.usage()))));
    }

    @Override
    public WireReply errorInStream(String text, String message) {
        return WireReply.sseText(content("text", 0, text)
                + event("message-end", template(",'delta':{'error':%s,'finish_reason':'ERROR'}", message)));
    }

    @Override
    public WireReply errorInBody(String message) {
        return WireReply.json(errorJson(message));
    }

    private static String errorJson(String message) {
        return template("{'id':'x','message':%s}", message);
    }

    @Override
    public WireReply error(Failure failure, String message) {
        return switch (failure) {
            case KEY_REJECTED -> WireReply.json(401, errorJson("Incorrect API key provided: " + message));
            case UNKNOWN_MODEL -> WireReply.json(404, errorJson("model 'm-1' not found " + message));
            case CONTEXT_LENGTH ->
                WireReply.json(400, errorJson("too many tokens: size limit exceeded by 25836 tokens. " + message));
            case OVERLOADED -> WireReply.json(503, errorJson("unavailable " + message));
            case RATE_LIMIT -> WireReply.json(429, errorJson("You are using a Trial key " + message));
        };
    }

    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        assertThat(request.target()).startsWith("/v1/models?endpoint=chat");
        return WireReply.json(ids.stream()
                .map(id ->
                        template("{'name':%s,'endpoints':['chat'],'context_length':128000,'features':['tools']}", id))
                .collect(Collectors.joining(",", "{\"models\":[", "]}")));
    }

    @Override
    public Usage reported(Usage usage) {
        return new Usage(usage.inputTokens(), usage.outputTokens(), usage.cachedTokens(), 0, usage.reasoningTokens());
    }

    @Override
    protected String part(String role, JsonObject part) {
        return part.getString("type").equals("thinking") ? "thinking" : super.part(role, part);
    }

    @Override
    public JsonObject responseSchema(JsonObject request) {
        JsonObject format = request.getJsonObject("response_format");
        assertThat(format.getString("type")).isEqualTo("json_object");
        return format.getJsonObject("json_schema");
    }
}
