package dev.codeagent.providers.recorded;

import static dev.codeagent.providers.recorded.AnswerFields.has;
import static dev.codeagent.providers.recorded.AnswerFields.list;
import static dev.codeagent.providers.recorded.AnswerFields.number;
import static dev.codeagent.providers.recorded.AnswerFields.object;
import static dev.codeagent.providers.recorded.AnswerFields.text;

import dev.codeagent.api.chat.Usage;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The chat API of Cohere, version 2. */
final class CohereReading implements ReferenceReading {

    @Override
    public ExpectedAnswer read(RecordedExchange exchange) {
        var text = new StringBuilder();
        Map<Long, List<StringBuilder>> calls = new TreeMap<>();
        JsonObject end = JsonObject.EMPTY_JSON_OBJECT;
        for (JsonObject event : exchange.events()) {
            JsonObject message = object(exchange.isStreamed() ? object(event, "delta") : event, "message");
            text.append(text(object(message, "content"), "text"));
            list(message, "content").forEach(part -> text.append(text(part, "text")));
            readCall(number(event, "index"), object(message, "tool_calls"), calls);
            long position = 0;
            for (JsonObject call : list(message, "tool_calls")) {
                readCall(position++, call, calls);
            }
            JsonObject last = exchange.isStreamed() ? object(event, "delta") : event;
            end = has(last, "finish_reason") ? last : end;
        }
        String reason = text(end, "finish_reason");
        if (reason.isEmpty()) {
            return ExpectedAnswer.failed(exchange.isStreamed() ? ExpectedAnswer.INCOMPLETE : ExpectedAnswer.NO_ANSWER);
        }
        if (!List.of("COMPLETE", "STOP_SEQUENCE", "TOOL_CALL", "MAX_TOKENS").contains(reason)) {
            return ExpectedAnswer.failed("finish reason " + reason);
        }
        List<String> requests = calls.values().stream()
                .map(c -> ExpectedAnswer.call(c.get(0).toString(), c.get(1).toString()))
                .toList();
        return new ExpectedAnswer(text.toString(), requests, readUsage(object(end, "usage")), "")
                .checked(reason.equals("MAX_TOKENS"));
    }

    private static void readCall(long index, JsonObject call, Map<Long, List<StringBuilder>> calls) {
        if (!call.isEmpty()) {
            List<StringBuilder> parts =
                    calls.computeIfAbsent(index, k -> List.of(new StringBuilder(), new StringBuilder()));
            parts.get(0).append(text(object(call, "function"), "name"));
            parts.get(1).append(text(object(call, "function"), "arguments"));
        }
    }

    private static Usage readUsage(JsonObject usage) {
        JsonObject tokens = object(usage, "tokens");
        return new Usage(
                number(tokens, "input_tokens"),
                number(tokens, "output_tokens"),
                number(usage, "cached_tokens"),
                0,
                number(tokens, "reasoning_tokens"));
    }
}
