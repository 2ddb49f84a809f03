package dev.codeagent.providers.mistral;

import static dev.codeagent.providers.contract.DialectJson.halves;
import static dev.codeagent.providers.contract.DialectJson.raw;
import static dev.codeagent.providers.contract.DialectJson.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.providers.contract.ScriptedTurn;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.openai.OpenAiChatDialect;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Mistral's chat completions, by its API reference and recorded answers. */
final class MistralDialect extends OpenAiChatDialect {
    private static final String USAGE =
            "{'prompt_tokens':%s,'completion_tokens':%s,'total_tokens':%s,'prompt_tokens_details':{'cached_tokens':%s}}";

    private static String chunk(String delta, String finish, String more) {
        return template(
                "{'object':'chat.completion.chunk','model':'m-1-2026','choices':[{'index':0,'delta':%s,"
                        + "'finish_reason':%s}]%s,'p':'abc'}",
                raw(delta), raw(finish.isEmpty() ? "null" : '"' + finish + '"'), raw(more));
    }

    /** An id of nine letters and digits, as Mistral gives. */
    private static String id(ToolCallRequest call) {
        return (call.id().replaceAll("[^a-zA-Z0-9]", "") + "000000000").substring(0, 9);
    }

    private static String call(ToolCallRequest call, int index) {
        return template(
                "{'id':%s,'function':{'name':%s,'arguments':%s},'index':%s}",
                id(call), call.name(), call.arguments(), index);
    }

    private static String calls(List<ToolCallRequest> calls) {
        return calls.stream().map(c -> call(c, calls.indexOf(c))).collect(Collectors.joining(",", "[", "]"));
    }

    private static String thinkingPart(String text) {
        return template("{'type':'thinking','thinking':[{'type':'text','text':%s}],'closed':true}", text);
    }

    /** The first call arrives complete, others in two pieces, the second with an empty name. */
    @Override
    public WireReply stream(ScriptedTurn turn) {
        var chunks = new ArrayList<String>();
        chunks.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "", ""));
        halves(turn.thinking()).forEach(t -> chunks.add(chunk("{\"content\":[" + thinkingPart(t) + "]}", "", "")));
        halves(turn.text()).forEach(t -> chunks.add(chunk(template("{'content':%s}", t), "", "")));
        for (int i = 0; i < turn.calls().size(); i++) {
            ToolCallRequest call = turn.calls().get(i);
            if (i == 0) {
                chunks.add(chunk("{\"tool_calls\":[" + call(call, i) + "]}", "", ""));
                continue;
            }
            boolean first = true;
            for (String piece : halves(call.arguments())) {
                chunks.add(chunk(
                        template(
                                "{'tool_calls':[{'id':%s,'function':{'name':%s,'arguments':%s},'index':%s}]}",
                                first ? id(call) : "null", first ? call.name() : "", piece, i),
                        "",
                        ""));
                first = false;
            }
        }
        chunks.add(chunk("{\"content\":\"\"}", finish(turn.end()), ",\"usage\":" + usage(turn.usage())));
        chunks.add("[DONE]");
        return WireReply.sse(chunks.toArray(String[]::new));
    }

    private static String finish(ScriptedTurn.End end) {
        return switch (end) {
            case STOP -> "stop";
            case TOOL_CALLS -> "tool_calls";
            case LENGTH -> "model_length";
            case FILTERED -> "content_filter";
            case UNKNOWN -> "error";
        };
    }

    private static String usage(Usage usage) {
        return template(
                USAGE,
                usage.inputTokens(),
                usage.outputTokens(),
                usage.inputTokens() + usage.outputTokens(),
                usage.cachedTokens());
    }

    @Override
    public WireReply whole(ScriptedTurn turn) {
        String text = template("%s", turn.text());
        String content = turn.thinking().isEmpty()
                ? text
                : "[" + thinkingPart(turn.thinking()) + ",{\"type\":\"text\",\"text\":" + text + "}]";
        return WireReply.json(template(
                "{'object':'chat.completion','model':'m-1-2026','usage':%s,'choices':[{'index':0,'finish_reason':%s,"
                        + "'message':{'role':'assistant','tool_calls':%s,'content':%s}}]}",
                raw(usage(turn.usage())),
                finish(turn.end()),
                raw(turn.calls().isEmpty() ? "null" : calls(turn.calls())),
                raw(content)));
    }

    @Override
    public WireReply errorInStream(String text, String message) {
        return WireReply.sse(chunk(template("{'content':%s}", text), "", ""), errorJson(message, "internal", "3000"));
    }

    @Override
    public WireReply errorInBody(String message) {
        return WireReply.json(errorJson(message, "internal", "3000"));
    }

    private static String errorJson(String message, String type, String code) {
        return template("{'object':'error','message':%s,'type':%s,'param':null,'code':%s}", message, type, code);
    }

    @Override
    public WireReply error(Failure failure, String message) {
        return switch (failure) {
            case KEY_REJECTED -> WireReply.json(401, template("{'detail':%s}", "Invalid API Key " + message));
            case UNKNOWN_MODEL ->
                WireReply.json(400, errorJson("Invalid model: m-1 " + message, "invalid_model", "1500"));
            case CONTEXT_LENGTH ->
                WireReply.json(
                        400,
                        errorJson(
                                "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768"
                                        + " maximum context length " + message,
                                "invalid_request_prompt",
                                "3051"));
            case OVERLOADED -> WireReply.json(503, errorJson("Service unavailable. " + message, "service", "3505"));
            case RATE_LIMIT ->
                WireReply.json(429, template("{'message':%s}", "Requests rate limit exceeded " + message));
        };
    }

    @Override
    public Usage reported(Usage usage) {
        return new Usage(usage.inputTokens(), usage.outputTokens(), usage.cachedTokens());
    }

    @Override
    public List<String> conversation(JsonObject request) {
        assertThat(request.keySet()).doesNotContain("stream_options", "max_completion_tokens");
        String before = "";
        for (JsonObject message : request.getJsonArray("messages").getValuesAs(JsonObject.class)) {
            String role = message.getString("role");
            assertThat(before + " " + role).isNotEqualTo("tool user");
            before = role;
            if (role.equals("tool")) {
                assertThat(message.getString("tool_call_id")).matches("[a-zA-Z0-9]{9}");
            }
            if (message.containsKey("tool_calls")) {
                message.getJsonArray("tool_calls").getValuesAs(JsonObject.class).stream()
                        .map(call -> call.getString("id"))
                        .forEach(id -> assertThat(id).matches("[a-zA-Z0-9]{9}"));
            }
        }
        return super.conversation(request);
    }
}
