package dev.codeagent.providers.recorded;

import static dev.codeagent.providers.recorded.AnswerFields.list;
import static dev.codeagent.providers.recorded.AnswerFields.number;
import static dev.codeagent.providers.recorded.AnswerFields.object;
import static dev.codeagent.providers.recorded.AnswerFields.text;

import dev.codeagent.api.chat.Usage;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The Responses API of OpenAI: the complete response, which is also in the last event of a stream. */
final class ResponsesReading implements ReferenceReading {

    @Override
    public ExpectedAnswer read(RecordedExchange exchange) {
        JsonObject response = JsonObject.EMPTY_JSON_OBJECT;
        var items = new ArrayList<JsonObject>();
        for (JsonObject event : exchange.events()) {
            if (exchange.isStreamed() && !response.isEmpty()) {
                break; // A few recordings have the next answers in the same body.
            }
            switch (text(event, "type")) {
                case "response.completed", "response.incomplete", "response.failed" ->
                    response = object(event, "response");
                case "response.output_item.done" -> items.add(object(event, "item"));
                case "error" -> {
                    return ExpectedAnswer.failed(event.toString());
                }
                default -> response = exchange.isStreamed() ? response : event;
            }
        }
        if (response.isEmpty()) {
            return ExpectedAnswer.failed(ExpectedAnswer.INCOMPLETE);
        }
        if (!response.containsKey("output")) {
            return ExpectedAnswer.failed(ExpectedAnswer.NO_ANSWER);
        }
        String status = text(response, "status");
        String reason = text(object(response, "incomplete_details"), "reason");
        boolean cut = status.equals("incomplete") && !reason.equals("content_filter");
        if (AnswerFields.has(response, "error")
                || !cut && !List.of("completed", "complete", "").contains(status)) {
            return ExpectedAnswer.failed("status " + status + " " + reason);
        }
        var text = new StringBuilder();
        var calls = new ArrayList<String>();
        List<JsonObject> output = list(response, "output");
        for (JsonObject item : output.isEmpty() ? items : output) {
            if (text(item, "type").equals("message")) {
                list(item, "content")
                        .forEach(part -> text.append(text(part, "text")).append(text(part, "refusal")));
            } else if (text(item, "type").equals("function_call")) {
                calls.add(ExpectedAnswer.call(text(item, "name"), text(item, "arguments")));
            }
        }
        JsonObject usage = object(response, "usage");
        var counts = new Usage(
                number(usage, "input_tokens"),
                number(usage, "output_tokens"),
                number(object(usage, "input_tokens_details"), "cached_tokens"),
                number(object(usage, "input_tokens_details"), "cache_write_tokens"),
                number(object(usage, "output_tokens_details"), "reasoning_tokens"));
        return new ExpectedAnswer(text.toString(), calls, counts, "").checked(cut);
    }
}
