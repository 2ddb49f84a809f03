package dev.codeagent.providers.gemini;

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
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The Gemini API of Google, by its reference of version v1beta. */
final class GeminiDialect implements WireDialect {

    @Override
    public String basePath() {
        return "/v1beta";
    }

    @Override
    public String keyHeader(String key) {
        return "x-goog-api-key: " + key;
    }

    private static String finish(ScriptedTurn.End end) {
        return switch (end) {
            case STOP, TOOL_CALLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case FILTERED -> "SAFETY";
            case UNKNOWN -> "MALFORMED_FUNCTION_CALL";
        };
    }

    private static String usage(Usage u) {
        return template(
                "{'promptTokenCount':%s,'cachedContentTokenCount':%s,'candidatesTokenCount':%s,"
                        + "'thoughtsTokenCount':%s,'totalTokenCount':%s}",
                u.inputTokens(),
                u.cachedTokens(),
                u.outputTokens() - u.reasoningTokens(),
                u.reasoningTokens(),
                u.inputTokens() + u.outputTokens());
    }

    private static String chunk(List<String> parts) {
        return template(
                "{'candidates':[{'content':{'role':'model','parts':[%s]},'index':0}],'modelVersion':'m-1',"
                        + "'usageMetadata':{'promptTokenCount':1}}",
                raw(String.join(",", parts)));
    }

    private static String last(List<String> parts, ScriptedTurn turn) {
        return template(
                "{'candidates':[{'content':{'role':'model','parts':[%s]},'finishReason':%s,'index':0}],"
                        + "'modelVersion':'m-1','usageMetadata':%s}",
                raw(String.join(",", parts)), finish(turn.end()), raw(usage(turn.usage())));
    }

    private static List<String> calls(ScriptedTurn turn) {
        List<String> parts = new ArrayList<>();
        for (ToolCallRequest call : turn.calls()) {
            String function = template("{'id':%s,'name':%s,'args':%s}", call.id(), call.name(), raw(call.arguments()));
            parts.add(
                    parts.isEmpty() && !turn.signature().isEmpty()
                            ? template("{'functionCall':%s,'thoughtSignature':%s}", raw(function), turn.signature())
                            : template("{'functionCall':%s}", raw(function)));
        }
        return parts;
    }

    private static String text(String text) {
        return template("{'text':%s}", text);
    }

    private static String thought(String text) {
        return template("{'text':%s,'thought':true}", text);
    }

    @Override
    public WireReply stream(ScriptedTurn turn) {
        List<String> chunks = new ArrayList<>();
        halves(turn.thinking()).forEach(t -> chunks.add(chunk(List.of(thought(t)))));
        halves(turn.text()).forEach(t -> chunks.add(chunk(List.of(text(t)))));
        if (!turn.calls().isEmpty()) {
            chunks.add(chunk(calls(turn)));
        }
        chunks.add(last(List.of(text("")), turn));
        return WireReply.sseText("data: " + String.join("\r\n\r\ndata: ", chunks) + "\r\n\r\n");
    }

    @Override
    public WireReply whole(ScriptedTurn turn) {
        List<String> parts = new ArrayList<>();
        if (!turn.thinking().isEmpty()) {
            parts.add(thought(turn.thinking()));
        }
        if (!turn.text().isEmpty()) {
            parts.add(text(turn.text()));
        }
        parts.addAll(calls(turn));
        return WireReply.json(last(parts, turn));
    }

    private static String errorJson(int code, String status, String message, String reason) {
        return template(
                "{'error':{'code':%s,'message':%s,'status':%s,'details':[{'@type':"
                        + "'type.googleapis.com/google.rpc.ErrorInfo','reason':%s}]}}",
                code, message, status, reason);
    }

    @Override
    public WireReply errorInStream(String text, String message) {
        return WireReply.sse(chunk(List.of(text(text))), errorJson(503, "UNAVAILABLE", message, "X"));
    }

    @Override
    public WireReply errorInBody(String message) {
        return WireReply.json(errorJson(500, "INTERNAL", message, "X"));
    }

    @Override
    public WireReply error(Failure failure, String message) {
        return switch (failure) {
            case KEY_REJECTED ->
                WireReply.json(
                        400, errorJson(400, "INVALID_ARGUMENT", "API key not valid. " + message, "API_KEY_INVALID"));
            case UNKNOWN_MODEL ->
                WireReply.json(
                        404, errorJson(404, "NOT_FOUND", "models/m-1 is not found for API version " + message, "X"));
            case CONTEXT_LENGTH ->
                WireReply.json(
                        400,
                        errorJson(
                                400,
                                "INVALID_ARGUMENT",
                                "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
                                        + message,
                                "X"));
            case OVERLOADED ->
                WireReply.json(503, errorJson(503, "UNAVAILABLE", "The model is overloaded. " + message, "X"));
            case RATE_LIMIT -> WireReply.json(429, errorJson(429, "RESOURCE_EXHAUSTED", message, "X"));
        };
    }

    /** Pages of three models, whatever the size. */
    @Override
    public WireReply models(WireServer.Request request, List<String> ids) {
        assertThat(request.path()).isEqualTo("/v1beta/models");
        int start = request.target().contains("pageToken=")
                ? Integer.parseInt(request.target().replaceAll(".*pageToken=p%2F([^&]*).*", "$1"))
                : 0;
        String models = ids.subList(start, Math.min(start + 3, ids.size())).stream()
                .map(id -> template(
                        "{'name':%s,'displayName':'Name','inputTokenLimit':1048576,'outputTokenLimit':65536,"
                                + "'thinking':true,'supportedGenerationMethods':['generateContent']}",
                        "models/" + id))
                .collect(Collectors.joining(",", "[", "]"));
        return WireReply.json(
                start + 3 < ids.size()
                        ? template("{'models':%s,'nextPageToken':%s}", raw(models), "p/" + (start + 3))
                        : template("{'models':%s}", raw(models)));
    }

    /** The API does not report writes to its cache. */
    @Override
    public Usage reported(Usage usage) {
        return new Usage(usage.inputTokens(), usage.outputTokens(), usage.cachedTokens(), 0, usage.reasoningTokens());
    }

    @Override
    public List<String> conversation(JsonObject request) {
        List<String> lines = new ArrayList<>();
        if (request.containsKey("systemInstruction")) {
            request.getJsonObject("systemInstruction")
                    .getJsonArray("parts")
                    .getValuesAs(JsonObject.class)
                    .forEach(part -> lines.add("system " + part.getString("text")));
        }
        List<JsonObject> open = new ArrayList<>();
        int[] count = {0, 0};
        String lastRole = "model";
        for (JsonObject content : request.getJsonArray("contents").getValuesAs(JsonObject.class)) {
            String role = content.getString("role");
            assertThat(role).as("roles alternate").isNotEqualTo(lastRole).isIn("user", "model");
            lastRole = role;
            List<JsonObject> parts = content.getJsonArray("parts").getValuesAs(JsonObject.class);
            assertThat(parts).isNotEmpty();
            boolean firstCall = true;
            for (JsonObject part : parts) {
                if (part.containsKey("functionCall")) {
                    JsonObject call = part.getJsonObject("functionCall");
                    assertThat(firstCall
                                    && part.getString("thoughtSignature", "").isEmpty())
                            .as("the first call has a signature")
                            .isFalse();
                    firstCall = false;
                    open.add(call);
                    lines.add("call #" + ++count[0] + " " + call.getString("name") + " " + call.getJsonObject("args"));
                } else if (part.containsKey("functionResponse")) {
                    JsonObject response = part.getJsonObject("functionResponse");
                    JsonObject call = open.removeFirst();
                    assertThat(response.getString("name")).isEqualTo(call.getString("name"));
                    assertThat(response.getString("id", "")).isEqualTo(call.getString("id", ""));
                    JsonObject value = response.getJsonObject("response");
                    lines.add("result #" + ++count[1] + " " + value.getString("output", value.getString("error", "")));
                } else if (part.containsKey("inlineData")) {
                    JsonObject data = part.getJsonObject("inlineData");
                    lines.add("image " + data.getString("mimeType") + " " + data.getString("data"));
                } else {
                    assertThat(part.getString("text") + part.getString("thoughtSignature", ""))
                            .isNotBlank();
                    lines.add((role.equals("model") ? "assistant " : "user ") + part.getString("text"));
                }
            }
            if (role.equals("user")) {
                assertThat(open).as("calls without a result").isEmpty();
            }
        }
        if (request.containsKey("tools")) {
            request.getJsonArray("tools")
                    .getJsonObject(0)
                    .getJsonArray("functionDeclarations")
                    .getValuesAs(JsonObject.class)
                    .forEach(tool -> {
                        assertThat(tool.getJsonObject("parametersJsonSchema")).isNotNull();
                        lines.add("tool " + tool.getString("name"));
                    });
        }
        return lines;
    }

    @Override
    public int maxOutputTokens(JsonObject request) {
        return request.getJsonObject("generationConfig").getInt("maxOutputTokens");
    }

    @Override
    public JsonObject responseSchema(JsonObject request) {
        JsonObject configuration = request.getJsonObject("generationConfig");
        assertThat(configuration.getString("responseMimeType")).isEqualTo("application/json");
        return configuration.getJsonObject("responseJsonSchema");
    }

    @Override
    public boolean hasSignatures() {
        return true;
    }

    /** A call is a part; the end of an answer with calls is {@code STOP}. */
    @Override
    public boolean announcesToolCalls() {
        return false;
    }
}
