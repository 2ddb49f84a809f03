package dev.codeagent.providers.wire;

import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseLimits;
import dev.codeagent.providers.http.SecretRedactor;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Assembles the answer of a model from its pieces, within limits, and passes them to the listener. What is not a proper
 * answer becomes an exception here, for all wires: a stop reason that is an error or unknown, an answer of nothing, tool
 * calls that are announced and missing.
 */
public final class ResponseBuilder {
    private static final int MAX_SHOWN_LENGTH = 120;
    private static final int MAX_REASON_LENGTH = 100;

    private final JoinedDeltas deltas;
    private final ResponseLimits limits;
    private final SecretRedactor redactor;
    private final AnswerJson json;
    private final KeyRedactor keyRedactor;
    private final ResponseText thinking;
    private final ResponseText text;
    private final EndTokens endTokens = new EndTokens();
    private final ThinkTags content;
    private final Map<String, ToolCallBuilder> calls = new LinkedHashMap<>();
    private String model = "";
    private Usage usage = Usage.NONE;
    private Optional<StopReason> stop = Optional.empty();
    private String unknownStop = "";
    private Optional<String> filterReason = Optional.empty();
    private ProviderReplay replay = ProviderReplay.NONE;
    private JsonObject lastPart = JsonValue.EMPTY_JSON_OBJECT;
    private int chars;
    private boolean done;

    public ResponseBuilder(TurnListener listener, ResponseLimits limits, SecretRedactor redactor) {
        this.deltas = new JoinedDeltas(listener);
        this.limits = limits;
        this.redactor = redactor;
        this.json = new AnswerJson(limits, redactor);
        this.keyRedactor = new KeyRedactor(redactor.secret().map(Secret::reveal));
        this.thinking = new ResponseText(keyRedactor, piece -> deltas.add("thinking", piece));
        this.text = new ResponseText(keyRedactor, piece -> deltas.add("text", piece));
        this.content = new ThinkTags(
                thinking, text, () -> deltas.restart("the text before the end of the thinking is thinking"));
    }

    /** Appends text of the answer; thinking that the model marks in it is separated. */
    public void text(String piece) {
        count(piece);
        content.append(endTokens.append(piece));
    }

    public void thinking(String piece) {
        count(piece);
        thinking.append(piece);
    }

    /** The tool call with this key; a new key starts a new call, after all others. */
    public ToolCallBuilder toolCall(String key) {
        ToolCallBuilder call =
                calls.computeIfAbsent(key, k -> new ToolCallBuilder(limits, json, keyRedactor, this::count));
        limits.requireToolCalls(calls.size());
        return call;
    }

    /** The tool calls so far, by key, in their order. */
    public Map<String, ToolCallBuilder> toolCalls() {
        return calls;
    }

    public void usage(Usage reported) {
        usage = reported;
    }

    /** Whether no text, thinking or call has arrived. */
    public boolean isEmpty() {
        return chars == 0 && calls.isEmpty();
    }

    public Usage usage() {
        return usage;
    }

    public void model(String name) {
        if (!name.isEmpty()) {
            model = UnicodeText.prefix(
                    keyRedactor.redact(UnicodeText.replaceUnpairedSurrogates(name)), limits.nameChars());
        }
    }

    public void stop(StopReason reason) {
        stop = Optional.of(reason);
        unknownStop = "";
    }

    /** The answer ended with a reason that is an error or that this version does not know; the answer will fail. */
    public void unknownStop(String reason) {
        unknownStop = UnicodeText.prefix(UnicodeText.replaceUnpairedSurrogates(reason), MAX_REASON_LENGTH);
    }

    /** The content filter of the provider ended the answer; the answer will fail when its usage has arrived too. */
    public void contentFiltered(String reason) {
        filterReason = Optional.of(reason);
    }

    /** Delivers the text of the events that were read together. */
    public void deliver() {
        deltas.deliver();
    }

    /** Tells the listener the usage of an answer that ended, whatever becomes of it. */
    public void reportUsage() {
        deltas.usage(usage);
    }

    public void replay(ProviderReplay newReplay) {
        if (newReplay.json().length() > limits.eventBytes()) {
            throw ResponseLimits.exceeded(
                    "more than " + ResponseLimits.describeBytes(limits.eventBytes()) + " for the next request");
        }
        replay = new ProviderReplay(newReplay.provider(), newReplay.model(), keyRedactor.redactJson(newReplay.json()));
    }

    /** Whether the answer has its reason for ending; only counts of tokens may follow. */
    public boolean hasStopReason() {
        return stop.isPresent() || !unknownStop.isEmpty();
    }

    /** The protocol says that the answer is complete. */
    public void done() {
        done = true;
    }

    public boolean isDone() {
        return done;
    }

    /**
     * Parses a part of the answer.
     *
     * @throws AgentException PROVIDER_BROKEN_STREAM if it is not a JSON object within the limits
     */
    public JsonObject parse(String data) {
        lastPart = json.parse(data);
        return lastPart;
    }

    /**
     * Returns the answer.
     *
     * @throws AgentException PROVIDER_BROKEN_STREAM if the stream ended before the answer was complete or with an error,
     *     CONTENT_FILTERED, PROVIDER_EMPTY_ANSWER if the answer contains neither text nor a tool call
     */
    public McpResponse build() {
        content.append(endTokens.end());
        content.end();
        deltas.deliver();
        if (done || stop.isPresent() || filterReason.isPresent() || !unknownStop.isEmpty()) {
            reportUsage();
        }
        filterReason.ifPresent(this::failFiltered);
        if (!unknownStop.isEmpty()) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the provider stopped with the reason '" + redactor.redact(unknownStop) + "'" + serverText());
        }
        if (!done && stop.isEmpty()) {
            if (isEmpty() && ProviderErrors.hasWords(lastPart)) {
                throw ProviderErrors.inAnswer(lastPart, redactor);
            }
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM, "the provider's stream ended before the answer was complete");
        }
        String finalThinking = thinking.end();
        String finalText = keyRedactor.redactJson(text.end());
        deltas.deliver();
        List<ToolCallRequest> requests = toolCallRequests();
        if (requests.isEmpty() && finalText.isBlank()) {
            requireContent(finalThinking);
        }
        return new McpResponse(model, finalThinking, finalText, requests, usage, stopReason(requests), replay);
    }

    private void failFiltered(String reason) {
        throw new AgentException(
                ErrorCode.CONTENT_FILTERED,
                "the provider's content filter stopped the answer ("
                        + redactor.redact(
                                UnicodeText.prefix(UnicodeText.replaceUnpairedSurrogates(reason), MAX_SHOWN_LENGTH))
                        + "); change the request or use another model");
    }

    private String serverText() {
        String words = text.end().strip();
        return words.isEmpty() ? "" : ": " + redactor.redact(UnicodeText.prefix(words, MAX_SHOWN_LENGTH));
    }

    private void requireContent(String finalThinking) {
        StopReason reason = stop.orElse(StopReason.STOP);
        if (reason == StopReason.LENGTH) {
            return;
        }
        throw new AgentException(
                ErrorCode.PROVIDER_EMPTY_ANSWER,
                reason == StopReason.TOOL_CALLS
                        ? "the model announced tool calls and sent none"
                        : finalThinking.isEmpty()
                                ? "the model sent an empty answer"
                                : "the model sent its thinking alone, without an answer");
    }

    private StopReason stopReason(List<ToolCallRequest> requests) {
        StopReason reported = stop.orElse(StopReason.STOP);
        if (reported == StopReason.LENGTH || reported == StopReason.TOOL_CALLS) {
            return reported; // The calls may be in the text.
        }
        return requests.isEmpty() ? StopReason.STOP : StopReason.TOOL_CALLS;
    }

    private List<ToolCallRequest> toolCallRequests() {
        var requests = new ArrayList<ToolCallRequest>();
        for (ToolCallBuilder call : calls.values()) {
            String id = keyRedactor.redact(UnicodeText.replaceUnpairedSurrogates(call.id()));
            boolean isDuplicate = requests.stream().anyMatch(r -> r.id().equals(id));
            String arguments = keyRedactor.redactJson(call.endArguments());
            if (id.isEmpty() && call.name().isEmpty() && arguments.isBlank()) {
                continue; // Some servers send an empty call with each answer.
            }
            requests.add(new ToolCallRequest(
                    isDuplicate ? "" : id,
                    keyRedactor.redact(UnicodeText.replaceUnpairedSurrogates(call.name())),
                    arguments.isEmpty() ? "{}" : arguments));
        }
        return requests;
    }

    private void count(String piece) {
        chars += piece.length();
        if (chars > limits.chars()) {
            throw ResponseLimits.exceeded(
                    "more than " + limits.chars() + " characters of text, thinking and tool calls");
        }
    }
}
