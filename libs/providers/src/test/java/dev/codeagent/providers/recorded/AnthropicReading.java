package dev.codeagent.providers.recorded;

import static dev.codeagent.providers.recorded.AnswerFields.list;
import static dev.codeagent.providers.recorded.AnswerFields.number;
import static dev.codeagent.providers.recorded.AnswerFields.object;
import static dev.codeagent.providers.recorded.AnswerFields.text;

import dev.codeagent.api.chat.Usage;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Messages API of Anthropic. */
final class AnthropicReading implements ReferenceReading {

    @Override
    public ExpectedAnswer read(RecordedExchange exchange) {
        var blocks = new TreeMap<Long, JsonObject>();
        var texts = new HashMap<Long, StringBuilder>();
        Map<String, Long> usage = new HashMap<>();
        String stop = "";
        boolean complete = false;
        boolean isMessage = false;
        for (JsonObject event : exchange.events()) {
            if (complete) {
                break; // A few recordings have the next answers in the same body.
            }
            long index = number(event, "index");
            switch (text(event, "type")) {
                case "message" -> {
                    List<JsonObject> content = list(event, "content");
                    for (int i = 0; i < content.size(); i++) {
                        blocks.put((long) i, content.get(i));
                    }
                    readUsage(object(event, "usage"), usage);
                    stop = text(event, "stop_reason");
                    complete = true;
                    isMessage = true;
                }
                case "message_start" -> {
                    readUsage(object(object(event, "message"), "usage"), usage);
                    isMessage = true;
                }
                case "content_block_start" -> blocks.put(index, object(event, "content_block"));
                case "content_block_delta" -> {
                    JsonObject delta = object(event, "delta");
                    if (List.of("text_delta", "input_json_delta").contains(text(delta, "type"))) {
                        texts.computeIfAbsent(index, i -> new StringBuilder())
                                .append(text(delta, "text"))
                                .append(text(delta, "partial_json"));
                    }
                }
                case "message_delta" -> {
                    readUsage(object(event, "usage"), usage);
                    stop = text(object(event, "delta"), "stop_reason");
                }
                case "message_stop" -> complete = true;
                case "error" -> {
                    return ExpectedAnswer.failed(text(object(event, "error"), "message"));
                }
                default -> {}
            }
        }
        if (!isMessage) {
            return ExpectedAnswer.failed(ExpectedAnswer.NO_ANSWER);
        }
        if (!complete) {
            return ExpectedAnswer.failed(ExpectedAnswer.INCOMPLETE);
        }
        if (stop.equals("refusal")) {
            return ExpectedAnswer.failed("stop reason refusal");
        }
        var text = new StringBuilder();
        var calls = new ArrayList<String>();
        blocks.forEach((index, block) -> {
            String streamed = String.valueOf(texts.getOrDefault(index, new StringBuilder()));
            if (text(block, "type").equals("text")) {
                text.append(text(block, "text")).append(streamed);
            } else if (text(block, "type").equals("tool_use")) {
                String arguments = streamed.isEmpty() ? object(block, "input").toString() : streamed;
                calls.add(ExpectedAnswer.call(text(block, "name"), arguments));
            }
        });
        long read = usage.getOrDefault("cache_read_input_tokens", 0L);
        long written = usage.getOrDefault("cache_creation_input_tokens", 0L);
        var counts = new Usage(
                usage.getOrDefault("input_tokens", 0L) + read + written,
                usage.getOrDefault("output_tokens", 0L),
                read,
                written,
                usage.getOrDefault("thinking_tokens", 0L));
        return new ExpectedAnswer(text.toString(), calls, counts, "")
                .checked(stop.equals("max_tokens") || stop.equals("pause_turn"));
    }

    private static void readUsage(JsonObject reported, Map<String, Long> usage) {
        for (String name :
                List.of("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")) {
            if (AnswerFields.has(reported, name)) {
                usage.put(name, number(reported, name));
            }
        }
        JsonObject details = object(reported, "output_tokens_details");
        if (AnswerFields.has(details, "thinking_tokens")) {
            usage.put("thinking_tokens", number(details, "thinking_tokens"));
        }
    }
}
