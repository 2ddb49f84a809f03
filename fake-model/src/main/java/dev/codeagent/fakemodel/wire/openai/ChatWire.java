package dev.codeagent.fakemodel.wire.openai;

import dev.codeagent.fakemodel.http.HttpRequest;
import dev.codeagent.fakemodel.script.StopReason;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.ConversationRules;
import dev.codeagent.fakemodel.wire.EventStream;
import dev.codeagent.fakemodel.wire.Frames;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.RequestException;
import dev.codeagent.fakemodel.wire.Wire;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions, as recorded from OpenAI, Azure and compatible servers: tool calls by index, with id and name only in
 * the first delta of each; the usage in a last chunk without choices, on request.
 */
public record ChatWire(OpenAiDialect dialect) implements Wire {
    /** Takes the place of a chunk's text. */
    private static final String TEXT = "<text>";

    private static final Pattern DEPLOYMENT = Pattern.compile("/openai/deployments/([^/]+)/.*");

    @Override
    public String name() {
        return dialect.name();
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
        Conversation conversation = ChatRequestReader.read(body);
        ConversationRules.requireAnswers(conversation.messages(), false);
        var deployment = DEPLOYMENT.matcher(request.path());
        if (!deployment.matches()) {
            return conversation;
        }
        if (request.query("api-version").isEmpty()) {
            throw RequestException.badRequest("the query parameter api-version is missing");
        }
        return new Conversation(deployment.group(1), conversation.options(), conversation.messages());
    }

    @Override
    public String callId(String prefix, int number) {
        return prefix + number;
    }

    @Override
    public Echo echo() {
        return Echo.REASONING_TEXT_IF_STRICT;
    }

    @Override
    public EventStream stream(Answer answer, Conversation.Options options) {
        var content = new ArrayList<Supplier<String>>();
        for (String part : answer.content().thinkingChunks()) {
            content.add(() -> deltaChunk(answer, "reasoning_content", part));
        }
        // Many streams send many chunks of text: what they have in common is written once.
        String[] around = deltaChunk(answer, "content", TEXT).split(JsonValues.quoted(TEXT), 2);
        answer.content()
                .textChunks()
                .forEach(part -> content.add(() -> around[0] + JsonValues.quoted(part.get()) + around[1]));
        answer.calls().forEach(call -> addCall(answer, call, content));
        var closing = new ArrayList<String>();
        closing.add(chunk(answer, JsonValue.EMPTY_JSON_OBJECT, finishReason(answer)));
        if (options.usageInStream()) {
            answer.ending().usage().ifPresent(u -> closing.add(usageChunk(answer, u)));
        }
        String first = chunk(answer, JsonValues.object("role", "assistant", "content", ""), null);
        return new EventStream(Frames.SSE, List.of(first), content, closing, Frames.DONE);
    }

    private static void addCall(Answer answer, Answer.Call call, List<Supplier<String>> content) {
        JsonObject head = JsonValues.object(
                "index", call.index(), "id", call.id(), "type", "function", "function", function(call.name(), ""));
        content.add(() -> callChunk(answer, head));
        for (String part : answer.content().split(call.arguments())) {
            JsonObject next =
                    JsonValues.object("index", call.index(), "function", JsonValues.object("arguments", part));
            content.add(() -> callChunk(answer, next));
        }
    }

    private static String callChunk(Answer answer, JsonObject call) {
        return chunk(answer, JsonValues.object("tool_calls", List.of(call)), null);
    }

    private static String deltaChunk(Answer answer, String field, String text) {
        return chunk(answer, JsonValues.object(field, text), null);
    }

    private static String chunk(Answer answer, JsonObject delta, @Nullable String finish) {
        JsonObject choice = JsonValues.object("index", 0, "delta", delta, "finish_reason", finish);
        return Frames.data(JsonValues.with(envelope(answer, "chat.completion.chunk"), "choices", List.of(choice)));
    }

    private static String usageChunk(Answer answer, Usage usage) {
        return Frames.data(JsonValues.with(
                envelope(answer, "chat.completion.chunk"), "choices", List.of(), "usage", usage(usage)));
    }

    @Override
    public JsonObject whole(Answer answer) {
        Answer.Content content = answer.content();
        List<JsonObject> calls = answer.calls().stream()
                .map(c -> JsonValues.object(
                        "id", c.id(), "type", "function", "function", function(c.name(), c.arguments())))
                .toList();
        JsonObject message = JsonValues.object(
                "role",
                "assistant",
                "content",
                content.wholeText(),
                "reasoning_content",
                Optional.of(content.thinking()).filter(t -> !t.isEmpty()),
                "tool_calls",
                Optional.of(calls).filter(c -> !c.isEmpty()));
        JsonObject choice = JsonValues.object("index", 0, "message", message, "finish_reason", finishReason(answer));
        return JsonValues.with(
                envelope(answer, "chat.completion"),
                "choices",
                List.of(choice),
                "usage",
                answer.ending().usage().map(ChatWire::usage));
    }

    private static JsonObject function(String name, String arguments) {
        return JsonValues.object("name", name, "arguments", arguments);
    }

    private static JsonObject envelope(Answer answer, String object) {
        return JsonValues.object(
                "id",
                "chatcmpl-" + answer.origin().id(24),
                "object",
                object,
                "created",
                Answer.CREATED,
                "model",
                answer.origin().model());
    }

    private static JsonObject usage(Usage usage) {
        return JsonValues.object(
                "prompt_tokens",
                usage.input(),
                "completion_tokens",
                usage.output(),
                "total_tokens",
                usage.input() + usage.output(),
                "prompt_tokens_details",
                JsonValues.object(
                        "cached_tokens",
                        usage.cached(),
                        "cache_write_tokens",
                        Optional.of(usage.cacheWrite()).filter(n -> n > 0)),
                "completion_tokens_details",
                Optional.of(usage.reasoning()).filter(n -> n > 0).map(n -> JsonValues.object("reasoning_tokens", n)));
    }

    private static String finishReason(Answer answer) {
        return answer.ending().word(ChatWire::finishReason);
    }

    /** Returns the word of chat completions for a reason. */
    public static String finishReason(StopReason reason) {
        return switch (reason) {
            case END -> "stop";
            case TOOL_CALLS -> "tool_calls";
            case LENGTH -> "length";
            case CONTENT_FILTER -> "content_filter";
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
