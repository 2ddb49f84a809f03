package dev.codeagent.fakemodel.wire.gemini;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.StopReason;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.EventStream;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Content generation, as recorded: lines end with CR LF, a chunk is a whole response with some parts, the arguments of
 * a call are an object, the signature of the thinking is at the first call. The recordings have no stream without
 * {@code alt=sse}; its JSON array follows Google's documentation.
 */
public final class GeminiWire extends GeminiDialect implements Wire {
    private static final Pattern MODEL = Pattern.compile("/v1(?:beta)?/models/(.+):(\\w+)");
    private static final String SSE = "text/event-stream";

    private final boolean eventStream;

    /**
     * @param eventStream false for a stream that is a JSON array
     */
    public GeminiWire(boolean eventStream) {
        this.eventStream = eventStream;
    }

    @Override
    public Conversation read(HttpRequest request, JsonObject body) {
        var path = MODEL.matcher(request.path());
        if (!path.matches()) {
            throw RequestException.notFound("no model in the path " + request.path());
        }
        return GenerateRequestReader.read(path.group(1), path.group(2).startsWith("stream"), body);
    }

    /** Counts the tokens of a request. */
    public JsonObject countTokens(HttpRequest request, JsonObject body) {
        JsonObject wrapped = JsonValues.child(body, "generateContentRequest");
        read(request, wrapped.isEmpty() ? body : wrapped);
        return JsonValues.object("totalTokens", Usage.estimate(request.body().length()));
    }

    @Override
    public String callId(String prefix, int number) {
        return Digest.alphanumeric(prefix + number, 8).toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public Map<UsageDetail, String> unreportedUsage() {
        return Map.of(UsageDetail.CACHE_WRITE, "Gemini's usageMetadata has no tokens written to a cache");
    }

    @Override
    public Echo echo() {
        return Echo.SIGNATURE_OF_CALL;
    }

    @Override
    public EventStream stream(Answer answer, Conversation.Options options) {
        var content = new ArrayList<Supplier<String>>();
        Answer.Content own = answer.content();
        own.thinkingChunks()
                .forEach(p -> content.add(
                        () -> chunk(answer, List.of(JsonValues.object("text", p, "thought", true)), Optional.empty())));
        own.textChunks()
                .forEach(p -> content.add(
                        () -> chunk(answer, List.of(JsonValues.object("text", p.get())), Optional.empty())));
        List<JsonObject> calls = callParts(answer);
        if (!calls.isEmpty()) {
            content.add(() -> chunk(answer, calls, Optional.empty()));
        }
        List<JsonObject> last = calls.isEmpty() && own.signature().isPresent()
                ? List.of(JsonValues.object("text", "", "thoughtSignature", own.signature()))
                : List.of(JsonValues.object("text", ""));
        String closing = chunk(answer, last, Optional.of(finishReason(answer)));
        if (eventStream) {
            return new EventStream(SSE, List.of(), content, List.of(closing), "");
        }
        return jsonArray(content, closing);
    }

    private static EventStream jsonArray(List<Supplier<String>> content, String closing) {
        List<Supplier<String>> separated = content.stream()
                .<Supplier<String>>map(c -> () -> c.get() + ",\r\n")
                .toList();
        return new EventStream(
                "application/json; charset=UTF-8", List.of("["), separated, List.of(closing), "\r\n]\r\n");
    }

    private String chunk(Answer answer, List<JsonObject> parts, Optional<String> finish) {
        JsonObject response = response(answer, parts, finish);
        return eventStream ? "data: " + response + "\r\n\r\n" : response.toString();
    }

    @Override
    public JsonObject whole(Answer answer) {
        var parts = new ArrayList<JsonObject>();
        Answer.Content content = answer.content();
        if (!content.thinking().isEmpty()) {
            parts.add(JsonValues.object("text", content.thinking(), "thought", true));
        }
        if (!content.text().isEmpty()) {
            parts.add(JsonValues.object(
                    "text",
                    content.wholeText(),
                    "thoughtSignature",
                    content.signature().filter(s -> answer.calls().isEmpty())));
        }
        parts.addAll(callParts(answer));
        return response(answer, parts, Optional.of(finishReason(answer)));
    }

    /** Returns the parts of the calls; arguments that are not JSON become a malformed call without parts. */
    private static List<JsonObject> callParts(Answer answer) {
        var parts = new ArrayList<JsonObject>();
        for (Answer.Call call : answer.calls()) {
            Optional<JsonObject> arguments = Answer.argumentsObject(call);
            if (arguments.isPresent()) {
                parts.add(JsonValues.object(
                        "functionCall",
                        JsonValues.object("name", call.name(), "args", arguments, "id", call.id()),
                        "thoughtSignature",
                        answer.content().signature().filter(s -> parts.isEmpty())));
            }
        }
        return parts;
    }

    private static boolean isMalformed(Answer answer) {
        return answer.calls().stream().anyMatch(c -> Answer.argumentsObject(c).isEmpty());
    }

    private static JsonObject response(Answer answer, List<JsonObject> parts, Optional<String> finish) {
        Optional<JsonObject> content =
                parts.isEmpty() ? Optional.empty() : Optional.of(JsonValues.object("parts", parts, "role", "model"));
        JsonObject candidate = JsonValues.object("content", content, "finishReason", finish, "index", 0);
        return JsonValues.object(
                "candidates",
                List.<JsonValue>of(candidate),
                "usageMetadata",
                answer.ending().usage().map(GeminiWire::usage),
                "modelVersion",
                answer.origin().model(),
                "responseId",
                answer.origin().id(22));
    }

    /** Google counts the thinking apart from the answer, and the cached input in the prompt. */
    private static JsonObject usage(Usage usage) {
        return JsonValues.object(
                "promptTokenCount",
                usage.input(),
                "candidatesTokenCount",
                usage.output() - usage.reasoning(),
                "totalTokenCount",
                usage.input() + usage.output(),
                "cachedContentTokenCount",
                Optional.of(usage.cached()).filter(n -> n > 0),
                "thoughtsTokenCount",
                Optional.of(usage.reasoning()).filter(n -> n > 0));
    }

    private static String finishReason(Answer answer) {
        return isMalformed(answer) ? "MALFORMED_FUNCTION_CALL" : answer.ending().word(GeminiWire::finishReason);
    }

    private static String finishReason(StopReason reason) {
        return switch (reason) {
            case END, TOOL_CALLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER -> "SAFETY";
        };
    }

    @Override
    public String errorEvent(WireError error) {
        return eventStream ? "data: " + error(error) + "\r\n\r\n" : error(error) + ",\r\n";
    }

    @Override
    public String unknownEvent() {
        JsonObject notice = JsonValues.object("newField", 1);
        return eventStream ? "data: " + notice + "\r\n\r\n" : notice + ",\r\n";
    }
}
