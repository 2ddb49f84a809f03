package dev.codeagent.fakemodel.wire.ollama;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.StopReason;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.EventStream;
import dev.codeagent.fakemodel.wire.Frames;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Ollama's chat, as recorded, and its generation, by its documentation: a line of JSON for each chunk, arguments as
 * objects, calls without ids, {@code done_reason} stop after calls too. Ollama has no content filter; the fault of this
 * name sends a {@code done_reason} of that name.
 */
public final class OllamaWire extends OllamaDialect implements Wire {
    private static final String CREATED_AT = "2026-01-01T00:00:00Z";
    private static final long NANOSECONDS = 1_000_000;

    private final boolean generate;

    /**
     * @param generate whether it is {@code /api/generate}, which has a text instead of messages
     */
    public OllamaWire(boolean generate) {
        this.generate = generate;
    }

    @Override
    public Conversation read(HttpRequest request, JsonObject body) {
        return generate ? OllamaRequestReader.readGenerate(body) : OllamaRequestReader.readChat(body);
    }

    @Override
    public String callId(String prefix, int number) {
        return "";
    }

    @Override
    public Map<UsageDetail, String> unreportedUsage() {
        String reason = "Ollama reports prompt_eval_count and eval_count alone";
        return Map.of(UsageDetail.CACHE_READ, reason, UsageDetail.CACHE_WRITE, reason, UsageDetail.REASONING, reason);
    }

    @Override
    public Echo echo() {
        return Echo.UNCHANGED;
    }

    @Override
    public EventStream stream(Answer answer, Conversation.Options options) {
        var content = new ArrayList<Supplier<String>>();
        for (String part : answer.content().thinkingChunks()) {
            content.add(() -> line(answer, part, "", List.of()));
        }
        for (Supplier<String> part : answer.content().textChunks()) {
            content.add(() -> line(answer, "", part.get(), List.of()));
        }
        for (JsonObject call : calls(answer)) {
            content.add(() -> line(answer, "", "", List.of(call)));
        }
        if (isMalformed(answer)) {
            return new EventStream(Frames.NDJSON, List.of(), content, List.of(errorEvent(malformed(answer))), "");
        }
        String last = Frames.line(JsonValues.with(body(answer, "", "", List.of()), ending(answer)));
        return new EventStream(Frames.NDJSON, List.of(), content, List.of(last), "");
    }

    private String line(Answer answer, String thinking, String text, List<JsonObject> calls) {
        return Frames.line(JsonValues.with(body(answer, thinking, text, calls), "done", false));
    }

    private JsonObject body(Answer answer, String thinking, String text, List<JsonObject> calls) {
        Optional<String> shown = Optional.of(thinking).filter(t -> !t.isEmpty());
        JsonObject start = JsonValues.object("model", answer.origin().model(), "created_at", CREATED_AT);
        if (generate) {
            return JsonValues.with(start, "response", text, "thinking", shown);
        }
        JsonObject message = JsonValues.object(
                "role",
                "assistant",
                "content",
                text,
                "thinking",
                shown,
                "tool_calls",
                Optional.of(calls).filter(c -> !c.isEmpty()));
        return JsonValues.with(start, "message", message);
    }

    private static List<JsonObject> calls(Answer answer) {
        return answer.calls().stream()
                .flatMap(c -> Answer.argumentsObject(c)
                        .map(arguments -> JsonValues.object(
                                "function", JsonValues.object("name", c.name(), "arguments", arguments)))
                        .stream())
                .toList();
    }

    private static boolean isMalformed(Answer answer) {
        return answer.calls().stream().anyMatch(c -> Answer.argumentsObject(c).isEmpty());
    }

    /** Ollama parses the calls itself, and its error names the text that it could not read. */
    private static WireError malformed(Answer answer) {
        return WireError.of(
                500,
                "error parsing tool call: raw='" + answer.calls().getFirst().arguments()
                        + "', err=unexpected end of JSON input");
    }

    @Override
    public JsonObject whole(Answer answer) {
        if (isMalformed(answer)) {
            return error(malformed(answer));
        }
        JsonObject body =
                body(answer, answer.content().thinking(), answer.content().wholeText(), calls(answer));
        return JsonValues.with(body, ending(answer));
    }

    private static Object[] ending(Answer answer) {
        Optional<Usage> usage = answer.ending().usage();
        return new Object[] {
            "done_reason",
            answer.ending().word(OllamaWire::doneReason),
            "done",
            true,
            "total_duration",
            5 * NANOSECONDS,
            "load_duration",
            NANOSECONDS,
            "prompt_eval_count",
            usage.map(Usage::input),
            "prompt_eval_duration",
            2 * NANOSECONDS,
            "eval_count",
            usage.map(Usage::output),
            "eval_duration",
            2 * NANOSECONDS
        };
    }

    private static String doneReason(StopReason reason) {
        return switch (reason) {
            case END, TOOL_CALLS -> "stop";
            case LENGTH -> "length";
            case CONTENT_FILTER -> "content_filter";
        };
    }

    @Override
    public String errorEvent(WireError error) {
        return Frames.line(error(error));
    }

    @Override
    public String unknownEvent() {
        return Frames.line(JsonValues.object("status", "notice", "new_field", 1, "done", false));
    }
}
