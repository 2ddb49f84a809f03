package dev.codeagent.providers.ollama;

import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.SecretRedactor;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.JsonObject;

/** Reads answers of {@code POST /api/chat} and {@code POST /api/generate}: lines of JSON, or one object. */
final class OllamaResponseReader implements ResponseReader<McpResponse> {
    private final ResponseBuilder response;
    private final SecretRedactor redactor;
    private final String provider;
    private final String model;
    private final int requestedWindow;
    private boolean hasThinking;

    OllamaResponseReader(
            ResponseBuilder response, SecretRedactor redactor, String provider, String model, int requestedWindow) {
        this.response = response;
        this.redactor = redactor;
        this.provider = provider;
        this.model = model;
        this.requestedWindow = requestedWindow;
    }

    @Override
    public void acceptEvent(String name, String data) {
        accept(response.parse(data));
    }

    /** Several lines if the server sends its stream with another content type. */
    @Override
    public void endOfRead() {
        response.deliver();
    }

    @Override
    public void acceptBody(String body) {
        boolean areLines = body.lines().allMatch(line -> line.isBlank() || line.startsWith("{") && line.endsWith("}"));
        if (areLines) {
            body.lines().filter(line -> !line.isBlank()).map(response::parse).forEach(this::accept);
        } else {
            accept(response.parse(body));
        }
    }

    private void accept(JsonObject json) {
        if (JsonFields.hasError(json)) {
            throw ProviderErrors.inAnswer(json, redactor);
        }
        response.model(JsonFields.string(json, "model"));
        JsonObject message = JsonFields.object(json, "message");
        readThinking(JsonFields.string(message, "thinking"));
        readThinking(JsonFields.string(json, "thinking"));
        response.text(JsonFields.string(message, "content"));
        response.text(JsonFields.string(json, "response"));
        JsonFields.objects(message, "tool_calls").forEach(this::readCall);
        if (json.getBoolean("done", false)) {
            readEnd(json);
        }
    }

    private void readThinking(String piece) {
        hasThinking |= !piece.isEmpty();
        response.thinking(piece);
    }

    /** Each call is complete; older servers send no id. The last line may repeat the calls. */
    private void readCall(JsonObject call) {
        JsonObject function = JsonFields.object(call, "function");
        String id = JsonFields.string(call, "id");
        String arguments = JsonFields.textOf(function.get("arguments"));
        boolean isRepeated = !id.isEmpty()
                && response.toolCalls().values().stream().anyMatch(c -> c.id().equals(id) && c.isFollowedBy(arguments));
        if (!isRepeated) {
            response.toolCall("call-" + response.toolCalls().size())
                    .withId(id)
                    .withName(JsonFields.string(function, "name"))
                    .appendArguments(arguments);
        }
    }

    private void readEnd(JsonObject json) {
        switch (JsonFields.string(json, "done_reason")) {
            case "", "stop", "load", "unload" -> response.stop(StopReason.STOP);
            case "tool_calls" -> response.stop(StopReason.TOOL_CALLS);
            case "length" -> response.stop(StopReason.LENGTH);
            case "content_filter" -> response.contentFiltered("content_filter");
            case String other -> response.unknownStop(other);
        }
        long input = JsonFields.tokens(json, "prompt_eval_count");
        response.usage(new Usage(input, JsonFields.tokens(json, "eval_count"), 0));
        response.done();
        // Older servers cut a conversation that is too long to exactly the window, without a word.
        if (requestedWindow > 0 && input == requestedWindow) {
            response.reportUsage();
            throw new AgentException(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "the server cut the conversation to the model's window of " + requestedWindow
                            + " tokens, so that the answer does not fit it");
        }
    }

    @Override
    public boolean isComplete() {
        return response.isDone();
    }

    @Override
    public McpResponse end() {
        if (hasThinking) {
            response.replay(new ProviderReplay(provider, model, "{\"thinking\":true}"));
        }
        return response.build();
    }
}
