package dev.codeagent.providers.responses;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.providers.http.ProviderErrors;
import dev.codeagent.providers.http.ResponseReader;
import dev.codeagent.providers.http.SecretRedactor;
import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ResponseBuilder;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads responses, as a stream of events or complete. Items of tools that the provider executes are ignored. */
final class ResponsesReader implements ResponseReader<McpResponse> {
    private final ResponseBuilder response;
    private final SecretRedactor redactor;
    private final ItemReplay.Recorder replay;
    /** The texts of items as they arrived in pieces; the complete item may have more. */
    private final Map<String, StringBuilder> texts = new HashMap<>();

    /** The arguments that came with the beginning of a call; most servers send them in pieces later. */
    private final Map<String, String> startedArguments = new HashMap<>();

    private final Set<String> thinkingInPieces = new HashSet<>();

    private final Set<String> finishedItems = new HashSet<>();
    private String lastThinkingPart = "";

    ResponsesReader(ResponseBuilder response, SecretRedactor redactor, String provider, String model) {
        this.response = response;
        this.redactor = redactor;
        this.replay = new ItemReplay.Recorder(provider, model);
    }

    @Override
    public void acceptEvent(String name, String data) {
        if (data.equals("[DONE]")) {
            response.done();
            return;
        }
        JsonObject event = response.parse(data);
        String key = itemKey(event);
        String type = JsonFields.string(event, "type");
        switch (type.isEmpty() ? name : type) {
            case "response.output_item.added" -> startItem(key, JsonFields.object(event, "item"));
            case "response.output_item.done" -> finishItem(key, JsonFields.object(event, "item"));
            case "response.output_text.delta", "response.refusal.delta" -> text(key, JsonFields.string(event, "delta"));
            case "response.output_text.done" -> finishText(key, JsonFields.string(event, "text"));
            case "response.refusal.done" -> finishText(key, JsonFields.string(event, "refusal"));
            case "response.reasoning_summary_text.delta" -> {
                thinkingInPieces.add(key);
                thinking(key + "/" + event.get("summary_index"), JsonFields.string(event, "delta"));
            }
            case "response.reasoning_text.delta", "response.reasoning.delta" -> {
                thinkingInPieces.add(key);
                thinking(key + "/text", JsonFields.string(event, "delta"));
            }
            case "response.function_call_arguments.delta" ->
                response.toolCall(key).appendArguments(JsonFields.string(event, "delta"));
            case "response.function_call_arguments.done" -> finishArguments(key, event);
            case "response.done",
                    "response.completed",
                    "response.incomplete",
                    "response.failed",
                    "response.cancelled" -> acceptResponse(JsonFields.object(event, "response"));
            case "response.created" -> response.model(JsonFields.string(JsonFields.object(event, "response"), "model"));
            case "error" -> throw ProviderErrors.inAnswer(event, redactor);
            default -> requireNoError(event); // Also events of later versions.
        }
    }

    /** Each event names the item by its position in the output; some servers by its id alone. */
    private static String itemKey(JsonObject event) {
        return event.get("output_index") instanceof JsonNumber n
                ? n.toString()
                : JsonFields.string(event, "item_id").isEmpty()
                        ? JsonFields.string(JsonFields.object(event, "item"), "id")
                        : JsonFields.string(event, "item_id");
    }

    @Override
    public void endOfRead() {
        response.deliver();
    }

    @Override
    public void acceptBody(String body) {
        acceptResponse(response.parse(body));
    }

    private void requireNoError(JsonObject object) {
        if (JsonFields.hasError(object)) {
            throw ProviderErrors.inAnswer(object, redactor);
        }
    }

    /** The complete response, also at the end of a stream: what did not arrive in pieces is read from it. */
    private void acceptResponse(JsonObject complete) {
        requireNoError(complete);
        response.model(JsonFields.string(complete, "model"));
        readUsage(JsonFields.object(complete, "usage"));
        List<JsonObject> items = JsonFields.objects(complete, "output");
        for (int i = 0; i < items.size(); i++) {
            if (!isFinished(String.valueOf(i), items.get(i))) {
                finishItem(String.valueOf(i), items.get(i));
            }
        }
        String status = JsonFields.string(complete, "status");
        String reason = JsonFields.string(JsonFields.object(complete, "incomplete_details"), "reason");
        switch (status) {
            case "completed", "complete" -> response.stop(StopReason.STOP);
            case "incomplete" -> {
                switch (reason) {
                    case "max_output_tokens", "" -> response.stop(StopReason.LENGTH);
                    case "content_filter" -> response.contentFiltered(reason);
                    default -> response.unknownStop(reason);
                }
            }
            case "" -> {
                if (complete.get("output") instanceof JsonArray) {
                    response.stop(StopReason.STOP); // Some servers send no status.
                }
            }
            default -> response.unknownStop(status);
        }
        if (response.isEmpty()) {
            text("output_text", JsonFields.string(complete, "output_text"));
        }
        if (!status.isEmpty()) {
            response.done();
        }
    }

    private boolean isFinished(String position, JsonObject item) {
        return finishedItems.contains(position) || finishedItems.contains(JsonFields.string(item, "id"));
    }

    @Override
    public boolean isComplete() {
        return response.isDone();
    }

    @Override
    public McpResponse end() {
        startedArguments.forEach((key, arguments) -> {
            if (!response.toolCall(key).hasArguments()) {
                response.toolCall(key).appendArguments(arguments);
            }
        });
        startedArguments.clear();
        replay.finish().ifPresent(response::replay);
        return response.build();
    }

    private void startItem(String key, JsonObject item) {
        if (JsonFields.string(item, "type").equals("function_call")) {
            response.toolCall(key).withId(JsonFields.string(item, "call_id")).withName(JsonFields.string(item, "name"));
            startedArguments.put(key, JsonFields.textOf(item.get("arguments")));
        }
    }

    private void finishItem(String key, JsonObject item) {
        finishedItems.add(key);
        if (!JsonFields.string(item, "id").isEmpty()) {
            finishedItems.add(JsonFields.string(item, "id"));
        }
        switch (JsonFields.string(item, "type")) {
            case "message" -> {
                String complete = text(item);
                String arrived = String.valueOf(texts.getOrDefault(key, new StringBuilder()));
                boolean isKnown = arrived.isEmpty() && hasText(complete);
                if (complete.startsWith(arrived) && !isKnown) {
                    text(key, complete.substring(arrived.length()));
                }
                replay.message(item, Math.max(complete.length(), arrived.length()));
            }
            case "reasoning" -> {
                if (!thinkingInPieces.contains(key)) {
                    readThinking(key, item);
                }
                replay.reasoning(item);
            }
            case "function_call" -> {
                startItem(key, item);
                finishArguments(key, item);
                replay.call(item);
            }
            default -> {}
        }
    }

    /** Some servers send a part of the arguments, or none, before they are complete. */
    private void finishArguments(String key, JsonObject complete) {
        response.toolCall(key).completeArguments(JsonFields.textOf(complete.get("arguments")));
    }

    /** The text of one part; with several parts in an item the item completes it. */
    private void finishText(String key, String complete) {
        if (!texts.containsKey(key) && !hasText(complete)) {
            text(key, complete);
        }
    }

    /** Whether an item has this text; some servers number the items again at the end. */
    private boolean hasText(String complete) {
        return texts.values().stream().anyMatch(complete::contentEquals);
    }

    private void text(String key, String piece) {
        response.text(piece);
        texts.computeIfAbsent(key, k -> new StringBuilder()).append(piece);
    }

    private static String text(JsonObject message) {
        var text = new StringBuilder();
        if (message.get("content") instanceof JsonString content) {
            return content.getString();
        }
        for (JsonObject part : JsonFields.objects(message, "content")) {
            text.append(JsonFields.string(part, "text"));
            if (JsonFields.string(part, "type").equals("refusal")) {
                text.append(JsonFields.string(part, "refusal"));
            }
        }
        return text.toString();
    }

    private void readThinking(String key, JsonObject item) {
        List<JsonObject> summary = JsonFields.objects(item, "summary");
        for (int i = 0; i < summary.size(); i++) {
            thinking(key + "/" + i, JsonFields.string(summary.get(i), "text"));
        }
        JsonFields.objects(item, "content").forEach(part -> thinking(key + "/text", JsonFields.string(part, "text")));
    }

    /** The parts of a summary are paragraphs. */
    private void thinking(String part, String piece) {
        if (!piece.isEmpty()) {
            if (!lastThinkingPart.isEmpty() && !lastThinkingPart.equals(part)) {
                response.thinking("\n\n");
            }
            lastThinkingPart = part;
            response.thinking(piece);
        }
    }

    private void readUsage(JsonObject usage) {
        if (usage.isEmpty()) {
            return;
        }
        long input = JsonFields.tokens(usage, "input_tokens");
        JsonObject inputDetails = JsonFields.object(usage, "input_tokens_details");
        response.usage(new Usage(
                input,
                JsonFields.tokens(usage, "output_tokens"),
                Math.min(JsonFields.tokens(inputDetails, "cached_tokens"), input),
                Math.min(JsonFields.tokens(inputDetails, "cache_write_tokens"), input),
                JsonFields.tokens(JsonFields.object(usage, "output_tokens_details"), "reasoning_tokens")));
    }
}
