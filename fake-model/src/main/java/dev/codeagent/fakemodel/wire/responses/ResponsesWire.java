package dev.codeagent.fakemodel.wire.responses;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.StopReason;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.EventStream;
import dev.codeagent.fakemodel.wire.Frames;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.WireError;
import dev.codeagent.fakemodel.wire.openai.OpenAiDialect;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Responses, as recorded: numbered, named events about items and their parts, and no {@code [DONE]}. */
public record ResponsesWire(OpenAiDialect dialect) implements Wire {

    @Override
    public String name() {
        return dialect == OpenAiDialect.AZURE ? "azure-responses" : "openai-responses";
    }

    @Override
    public String keyHeader() {
        return dialect.keyHeader();
    }

    @Override
    public JsonObject error(WireError error) {
        return dialect.error(error);
    }

    @Override
    public Conversation read(HttpRequest request, JsonObject body) {
        return ResponsesRequestReader.read(body);
    }

    @Override
    public String callId(String prefix, int number) {
        return "call_" + Digest.alphanumeric(prefix + number, 24);
    }

    @Override
    public Echo echo() {
        return Echo.UNCHANGED;
    }

    @Override
    public EventStream stream(Answer answer, Conversation.Options options) {
        var events = new ResponseEvents();
        List<String> opening = List.of(
                events.event("response.created", "response", response(answer, "in_progress", List.of())),
                events.event("response.in_progress", "response", response(answer, "in_progress", List.of())));
        ResponseItems.addEvents(answer, events);
        String type = isIncomplete(answer) ? "response.incomplete" : "response.completed";
        String closing = events.event(type, "response", whole(answer));
        return new EventStream(Frames.SSE, opening, events.content(), List.of(closing), "");
    }

    @Override
    public JsonObject whole(Answer answer) {
        JsonObject response =
                response(answer, isIncomplete(answer) ? "incomplete" : "completed", ResponseItems.items(answer));
        return JsonValues.with(response, "usage", answer.ending().usage().map(ResponsesWire::usage));
    }

    private static boolean isIncomplete(Answer answer) {
        return incompleteReason(answer) != null;
    }

    private static @Nullable String incompleteReason(Answer answer) {
        String word = answer.ending().word(ResponsesWire::word);
        return word.isEmpty() ? null : word;
    }

    private static String word(StopReason reason) {
        return switch (reason) {
            case END, TOOL_CALLS -> "";
            case LENGTH -> "max_output_tokens";
            case CONTENT_FILTER -> "content_filter";
        };
    }

    private static JsonObject response(Answer answer, String status, List<JsonObject> output) {
        String reason = status.equals("in_progress") ? null : incompleteReason(answer);
        return JsonValues.object(
                "id",
                "resp_" + answer.origin().id(48),
                "object",
                "response",
                "created_at",
                Answer.CREATED,
                "status",
                status,
                "error",
                null,
                "incomplete_details",
                reason == null ? null : JsonValues.object("reason", reason),
                "model",
                answer.origin().model(),
                "output",
                output,
                "parallel_tool_calls",
                true,
                "store",
                false,
                "usage",
                null);
    }

    private static JsonObject usage(Usage usage) {
        return JsonValues.object(
                "input_tokens",
                usage.input(),
                "input_tokens_details",
                JsonValues.object(
                        "cached_tokens",
                        usage.cached(),
                        "cache_write_tokens",
                        Optional.of(usage.cacheWrite()).filter(n -> n > 0)),
                "output_tokens",
                usage.output(),
                "output_tokens_details",
                JsonValues.object("reasoning_tokens", usage.reasoning()),
                "total_tokens",
                usage.input() + usage.output());
    }

    @Override
    public String errorEvent(WireError error) {
        JsonObject details = error(error).getJsonObject("error");
        return Frames.event(
                "error",
                JsonValues.object(
                        "type",
                        "error",
                        "code",
                        JsonValues.text(details, "type"),
                        "message",
                        error.message(),
                        "param",
                        null));
    }
}
