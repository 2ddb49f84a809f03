package dev.codeagent.providers.recorded;

import static dev.codeagent.providers.recorded.AnswerFields.list;
import static dev.codeagent.providers.recorded.AnswerFields.number;
import static dev.codeagent.providers.recorded.AnswerFields.object;
import static dev.codeagent.providers.recorded.AnswerFields.text;

import dev.codeagent.api.chat.Usage;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The chat completions of OpenAI and of servers that are compatible with it. */
final class ChatReading implements ReferenceReading {
    private static final Pattern THINKING = Pattern.compile("(?s)\\A\\s*<think>.*?(</think>\\s*|\\z)");

    @Override
    public ExpectedAnswer read(RecordedExchange exchange) {
        var text = new StringBuilder();
        Map<Integer, List<StringBuilder>> calls = new TreeMap<>();
        Usage usage = Usage.NONE;
        String finish = "";
        boolean hasChoices = false;
        for (JsonObject chunk : exchange.events()) {
            if (AnswerFields.has(chunk, "error")) {
                return ExpectedAnswer.failed("error " + chunk.get("error"));
            }
            usage = AnswerFields.has(chunk, "usage") ? readUsage(object(chunk, "usage")) : usage;
            if (usage.equals(Usage.NONE)) { // Groq counts there if its streams have no other counts.
                usage = readUsage(object(object(chunk, "x_groq"), "usage"));
            }
            if (chunk.get("choices") instanceof JsonArray choices && !choices.isEmpty()) {
                hasChoices = true;
                JsonObject choice = choices.getJsonObject(0);
                if (AnswerFields.has(choice, "error")) {
                    return ExpectedAnswer.failed("error " + choice.get("error"));
                }
                JsonObject message =
                        object(choice, exchange.isStreamed() && choice.containsKey("delta") ? "delta" : "message");
                text.append(content(message)).append(text(message, "refusal"));
                readCalls(message, calls, exchange.isStreamed());
                finish = text(choice, "finish_reason").isEmpty() ? finish : text(choice, "finish_reason");
            }
        }
        if (!hasChoices) {
            return ExpectedAnswer.failed(ExpectedAnswer.NO_ANSWER);
        }
        if (exchange.isStreamed() && finish.isEmpty() && !exchange.endsWithDone()) {
            return ExpectedAnswer.failed(ExpectedAnswer.INCOMPLETE);
        }
        if (!List.of(
                        "",
                        "stop",
                        "end_turn",
                        "eos",
                        "stop_sequence",
                        "tool_calls",
                        "function_call",
                        "length",
                        "max_tokens")
                .contains(finish)) {
            return ExpectedAnswer.failed("finish reason " + finish);
        }
        List<String> requests = calls.values().stream()
                .filter(c -> c.stream().anyMatch(part -> !part.isEmpty())) // Some servers send an empty call.
                .map(c -> ExpectedAnswer.call(c.get(0).toString(), c.get(1).toString()))
                .toList();
        // Thinking that the model writes into its answer is none of its text.
        String answer = THINKING.matcher(text).replaceFirst("");
        return new ExpectedAnswer(answer, requests, usage, "").checked(finish.equals("length"));
    }

    /** A string, or the joined parts of type text. */
    private static String content(JsonObject message) {
        return message.get("content") instanceof JsonArray
                ? list(message, "content").stream()
                        .filter(part -> text(part, "type").equals("text"))
                        .map(part -> text(part, "text"))
                        .collect(Collectors.joining())
                : text(message, "content");
    }

    /** Only a stream needs the index; one server gives the same one to each call of a complete message. */
    private static void readCalls(JsonObject message, Map<Integer, List<StringBuilder>> calls, boolean streamed) {
        List<JsonObject> list = list(message, "tool_calls");
        for (int i = 0; i < list.size(); i++) {
            JsonObject call = list.get(i);
            int index = streamed && call.get("index") instanceof JsonNumber n ? n.intValue() : i;
            readCall(index, object(call, "function"), calls);
        }
        if (AnswerFields.has(message, "function_call")) {
            readCall(0, object(message, "function_call"), calls);
        }
    }

    private static void readCall(int index, JsonObject function, Map<Integer, List<StringBuilder>> calls) {
        List<StringBuilder> parts =
                calls.computeIfAbsent(index, k -> List.of(new StringBuilder(), new StringBuilder()));
        parts.get(0).append(text(function, "name"));
        parts.get(1).append(text(function, "arguments"));
        if (function.get("arguments") instanceof JsonObject complete) {
            parts.get(1).append(complete);
        }
    }

    /** The counts of the cache are a part of the prompt's; one server reports more, which cannot be. */
    private static Usage readUsage(JsonObject usage) {
        long input = number(usage, "prompt_tokens");
        JsonObject details = object(usage, "prompt_tokens_details");
        return new Usage(
                input,
                number(usage, "completion_tokens"),
                Math.min(
                        AnswerFields.has(details, "cached_tokens")
                                ? number(details, "cached_tokens")
                                : Math.max(
                                        number(usage, "num_cached_tokens"), number(usage, "prompt_cache_hit_tokens")),
                        input),
                Math.min(number(details, "cache_write_tokens"), input),
                number(object(usage, "completion_tokens_details"), "reasoning_tokens"));
    }
}
