package dev.codeagent.fakemodel.wire.mistral;

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
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mistral's chat completions, as recorded: ids of nine characters, whole arguments in one chunk, thinking as a part of
 * the content, a field {@code p} of changing length, the usage always in the last chunk. Fill-in-the-middle, which has
 * the same answers, follows Mistral's documentation.
 */
public final class MistralWire implements Wire {
    private static final Pattern CALL_ID = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final String PADDING = "abcdefghijklmnopqrstuvwxyz0123456789";

    @Override
    public String name() {
        return "mistral";
    }

    /** A wrong key has its own form; the other errors follow the documentation. */
    @Override
    public JsonObject error(WireError error) {
        if (error.status() == 401) {
            return JsonValues.object("detail", error.message());
        }
        return JsonValues.object(
                "object",
                "error",
                "message",
                error.message(),
                "type",
                error.type().orElseGet(() -> type(error.status())),
                "param",
                null,
                "code",
                error.status() == 429 ? "1300" : "3000");
    }

    private static String type(int status) {
        return switch (status) {
            case 404 -> "invalid_model";
            case 429 -> "rate_limited";
            default -> status >= 500 ? "internal_server_error" : "invalid_request_error";
        };
    }

    @Override
    public Conversation read(HttpRequest request, JsonObject body) {
        if (request.path().endsWith("/fim/completions")) {
            return readFillInTheMiddle(body);
        }
        if (body.containsKey("stream_options")) {
            throw RequestException.badRequest("stream_options: Extra inputs are not permitted");
        }
        Conversation conversation = ChatRequestReader.read(body);
        List<Message> messages = conversation.messages();
        ConversationRules.requireAnswers(messages, true);
        ConversationRules.requireIdForm(messages, CALL_ID);
        for (int i = 1; i < messages.size(); i++) {
            if (messages.get(i).role() == Message.Role.USER
                    && messages.get(i - 1).role() == Message.Role.TOOL) {
                throw RequestException.badRequest("Unexpected role 'user' after role 'tool'");
            }
        }
        if (messages.getLast().role() == Message.Role.ASSISTANT) {
            throw RequestException.badRequest("Expected last role User or Tool, but got assistant");
        }
        requireArguments(messages);
        return conversation;
    }

    private static void requireArguments(List<Message> messages) {
        for (Message message : messages) {
            for (Message.Call call : message.calls()) {
                // The common reader keeps the arguments as the call's signature.
                if (JsonValues.parse(call.signature()).isEmpty()) {
                    throw RequestException.badRequest("the arguments of the call '" + call.id() + "' are not JSON");
                }
            }
        }
    }

    private static Conversation readFillInTheMiddle(JsonObject body) {
        String prompt = JsonValues.text(body, "prompt");
        if (prompt.isEmpty()) {
            throw RequestException.badRequest("prompt: Field required");
        }
        return new Conversation(
                JsonValues.text(body, "model"),
                new Conversation.Options(JsonValues.isTrue(body, "stream"), true, false),
                List.of(
                        Message.of(Message.Role.SYSTEM, "agent: fim"),
                        Message.of(Message.Role.USER, prompt + JsonValues.text(body, "suffix"))));
    }

    @Override
    public String callId(String prefix, int number) {
        return Digest.alphanumeric(prefix + number, 9);
    }

    @Override
    public Map<UsageDetail, String> unreportedUsage() {
        return Map.of(
                UsageDetail.CACHE_WRITE,
                "Mistral reports what was read from its cache, not what was written",
                UsageDetail.REASONING,
                "Mistral counts thinking as completion_tokens, without a part of its own");
    }

    @Override
    public Echo echo() {
        return Echo.UNCHANGED;
    }

    @Override
    public EventStream stream(Answer answer, Conversation.Options options) {
        var content = new ArrayList<Supplier<String>>();
        for (String part : answer.content().thinkingChunks()) {
            content.add(() -> chunk(answer, JsonValues.object("content", List.of(thinking(part))), null));
        }
        for (Supplier<String> part : answer.content().textChunks()) {
            content.add(() -> chunk(answer, JsonValues.object("content", part.get()), null));
        }
        JsonObject last = JsonValues.object("content", "");
        if (!answer.calls().isEmpty()) {
            last = JsonValues.object(
                    "tool_calls",
                    answer.calls().stream().map(MistralWire::callDelta).toList());
        }
        String opening = chunk(answer, JsonValues.object("role", "assistant", "content", ""), null);
        return new EventStream(
                Frames.SSE, List.of(opening), content, List.of(chunk(answer, last, finishReason(answer))), Frames.DONE);
    }

    private static JsonObject callDelta(Answer.Call call) {
        return JsonValues.object("id", call.id(), "function", function(call), "index", call.index());
    }

    private static JsonObject function(Answer.Call call) {
        return JsonValues.object("name", call.name(), "arguments", call.arguments());
    }

    private static JsonObject thinking(String text) {
        JsonObject part = JsonValues.object("type", "text", "text", text);
        return JsonValues.object("type", "thinking", "thinking", List.of(part), "closed", true);
    }

    private static String chunk(Answer answer, JsonObject delta, @Nullable String finish) {
        JsonObject choice = JsonValues.object("index", 0, "delta", delta, "finish_reason", finish);
        return Frames.data(JsonValues.object(
                "id",
                answer.origin().id(32),
                "object",
                "chat.completion.chunk",
                "created",
                Answer.CREATED,
                "model",
                answer.origin().model(),
                "choices",
                List.of(choice),
                "usage",
                finish == null ? Optional.empty() : answer.ending().usage().map(MistralWire::usage),
                "p",
                PADDING.substring(0, 1 + choice.toString().length() % PADDING.length())));
    }

    @Override
    public JsonObject whole(Answer answer) {
        Answer.Content content = answer.content();
        Object shown = content.thinking().isEmpty()
                ? content.wholeText()
                : List.of(thinking(content.thinking()), JsonValues.object("type", "text", "text", content.wholeText()));
        List<JsonObject> calls = answer.calls().stream()
                .map(c -> JsonValues.object(
                        "id", c.id(), "type", "function", "function", function(c), "index", c.index()))
                .toList();
        JsonObject message = JsonValues.object(
                "role", "assistant", "tool_calls", calls.isEmpty() ? JsonValue.NULL : calls, "content", shown);
        JsonObject choice = JsonValues.object("index", 0, "finish_reason", finishReason(answer), "message", message);
        return JsonValues.object(
                "id",
                answer.origin().id(32),
                "created",
                Answer.CREATED,
                "model",
                answer.origin().model(),
                "usage",
                answer.ending().usage().map(MistralWire::usage),
                "object",
                "chat.completion",
                "choices",
                List.of(choice));
    }

    private static JsonObject usage(Usage usage) {
        return JsonValues.object(
                "prompt_tokens",
                usage.input(),
                "total_tokens",
                usage.input() + usage.output(),
                "completion_tokens",
                usage.output(),
                "prompt_tokens_details",
                JsonValues.object("cached_tokens", usage.cached()));
    }

    private static String finishReason(Answer answer) {
        return answer.ending().word(MistralWire::finishReason);
    }

    private static String finishReason(StopReason reason) {
        return switch (reason) {
            case END -> "stop";
            case TOOL_CALLS -> "tool_calls";
            case LENGTH -> "length";
            case CONTENT_FILTER -> "error";
        };
    }

    @Override
    public String errorEvent(WireError error) {
        return Frames.data(error(error));
    }

    @Override
    public String unknownEvent() {
        return Frames.data(JsonValues.object("object", "server.notice", "choices", List.of(), "new_field", 1));
    }
}
