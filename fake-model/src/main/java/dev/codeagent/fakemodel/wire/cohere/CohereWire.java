package dev.codeagent.fakemodel.wire.cohere;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.StopReason;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.ConversationRules;
import dev.codeagent.fakemodel.wire.Digest;
import dev.codeagent.fakemodel.wire.EventStream;
import dev.codeagent.fakemodel.wire.Frames;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Message;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.WireError;
import dev.codeagent.fakemodel.wire.openai.ChatRequestReader;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Chat, version 2, as recorded: with tool calls the text is a plan of its own event, thinking is content, the usage
 * has billed and counted tokens, and {@code [DONE]} follows the last event.
 */
public final class CohereWire extends CohereDialect implements Wire {

    @Override
    public Conversation read(HttpRequest request, JsonObject body) {
        JsonObject format = JsonValues.child(body, "response_format");
        if (JsonValues.text(format, "type").equals("json_schema")) {
            throw RequestException.badRequest("response_format.type must be text or json_object with a json_schema");
        }
        Conversation conversation = ChatRequestReader.read(body);
        List<Message> messages = conversation.messages();
        ConversationRules.requireAnswers(messages, true);
        if (messages.getLast().role() == Message.Role.ASSISTANT) {
            throw RequestException.badRequest("the last message must be from the user or a tool");
        }
        for (Message message : messages) {
            for (Message.Call call : message.calls()) {
                if (JsonValues.parse(call.signature()).isEmpty()) {
                    throw RequestException.badRequest("the arguments of the call '" + call.id() + "' are not JSON");
                }
            }
        }
        return conversation;
    }

    @Override
    public String callId(String prefix, int number) {
        return "call_" + Digest.alphanumeric(prefix + number, 12).toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public Map<UsageDetail, String> unreportedUsage() {
        return Map.of(UsageDetail.CACHE_WRITE, "Cohere's usage has no tokens written to a cache");
    }

    @Override
    public Echo echo() {
        return Echo.UNCHANGED;
    }

    @Override
    public EventStream stream(Answer answer, Conversation.Options options) {
        var content = new ArrayList<Supplier<String>>();
        Answer.Content own = answer.content();
        int index = 0;
        if (!own.thinking().isEmpty()) {
            addBlock(
                    index++,
                    "thinking",
                    own.thinkingChunks().stream()
                            .<Supplier<String>>map(p -> () -> p)
                            .toList(),
                    content);
        }
        if (!answer.calls().isEmpty()) {
            own.textChunks()
                    .forEach(p -> content.add(() -> event("tool-plan-delta", "delta", message("tool_plan", p.get()))));
        } else if (!own.text().isEmpty()) {
            addBlock(index, "text", own.textChunks(), content);
        }
        answer.calls().forEach(call -> addCall(own, call, content));
        String start = Frames.event(
                "message-start",
                JsonValues.object(
                        "id",
                        answer.origin().id(32),
                        "type",
                        "message-start",
                        "delta",
                        JsonValues.object(
                                "message",
                                JsonValues.object(
                                        "role",
                                        "assistant",
                                        "content",
                                        List.of(),
                                        "tool_plan",
                                        "",
                                        "tool_calls",
                                        List.of(),
                                        "citations",
                                        List.of()))));
        JsonObject end = JsonValues.object(
                "finish_reason",
                finishReason(answer),
                "usage",
                answer.ending().usage().map(CohereWire::usage));
        return new EventStream(
                "text/event-stream", List.of(start), content, List.of(event("message-end", "delta", end)), Frames.DONE);
    }

    private static void addBlock(int index, String type, List<Supplier<String>> parts, List<Supplier<String>> events) {
        JsonObject start = message("content", JsonValues.object("type", type, type, ""));
        events.add(() -> event("content-start", "index", index, "delta", start));
        parts.forEach(p -> events.add(() ->
                event("content-delta", "index", index, "delta", message("content", JsonValues.object(type, p.get())))));
        events.add(() -> event("content-end", "index", index));
    }

    private static void addCall(Answer.Content content, Answer.Call call, List<Supplier<String>> events) {
        JsonObject start = JsonValues.object(
                "id",
                call.id(),
                "type",
                "function",
                "function",
                JsonValues.object("name", call.name(), "arguments", ""));
        events.add(() -> event("tool-call-start", "index", call.index(), "delta", message("tool_calls", start)));
        for (String part : content.split(call.arguments())) {
            JsonObject next = JsonValues.object("function", JsonValues.object("arguments", part));
            events.add(() -> event("tool-call-delta", "index", call.index(), "delta", message("tool_calls", next)));
        }
        events.add(() -> event("tool-call-end", "index", call.index()));
    }

    private static JsonObject message(String field, Object value) {
        return JsonValues.object("message", JsonValues.object(field, value));
    }

    private static String event(String type, Object... members) {
        return Frames.event(type, JsonValues.with(JsonValues.object("type", type), members));
    }

    @Override
    public JsonObject whole(Answer answer) {
        Answer.Content own = answer.content();
        var content = new ArrayList<JsonObject>();
        if (!own.thinking().isEmpty()) {
            content.add(JsonValues.object("type", "thinking", "thinking", own.thinking()));
        }
        boolean calls = !answer.calls().isEmpty();
        if (!calls && !own.text().isEmpty()) {
            content.add(JsonValues.object("type", "text", "text", own.wholeText()));
        }
        JsonObject message = JsonValues.object(
                "role",
                "assistant",
                "tool_plan",
                Optional.of(own.wholeText()).filter(t -> calls && !t.isEmpty()),
                "tool_calls",
                Optional.of(answer.calls().stream().map(CohereWire::call).toList())
                        .filter(c -> !c.isEmpty()),
                "content",
                Optional.of(content).filter(c -> !c.isEmpty()));
        return JsonValues.object(
                "id",
                answer.origin().id(32),
                "message",
                message,
                "finish_reason",
                finishReason(answer),
                "usage",
                answer.ending().usage().map(CohereWire::usage));
    }

    private static JsonObject call(Answer.Call call) {
        return JsonValues.object(
                "id",
                call.id(),
                "type",
                "function",
                "function",
                JsonValues.object("name", call.name(), "arguments", call.arguments()));
    }

    /** The billed tokens are those of the request; real servers count a few more for their own prompt. */
    private static JsonObject usage(Usage usage) {
        return JsonValues.object(
                "billed_units",
                JsonValues.object("input_tokens", usage.input(), "output_tokens", usage.output()),
                "tokens",
                JsonValues.object(
                        "input_tokens",
                        usage.input(),
                        "output_tokens",
                        usage.output(),
                        "reasoning_tokens",
                        Optional.of(usage.reasoning()).filter(n -> n > 0)),
                "cached_tokens",
                usage.cached());
    }

    private static String finishReason(Answer answer) {
        return answer.ending().word(CohereWire::finishReason);
    }

    private static String finishReason(StopReason reason) {
        return switch (reason) {
            case END -> "COMPLETE";
            case TOOL_CALLS -> "TOOL_CALL";
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER -> "ERROR_TOXIC";
        };
    }

    /** A broken stream ends with a message whose finish reason is ERROR, as the documentation says. */
    @Override
    public String errorEvent(WireError error) {
        JsonObject delta = JsonValues.object("finish_reason", "ERROR", "error", error.message());
        return event("message-end", "delta", delta);
    }
}
