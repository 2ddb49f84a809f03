package dev.codeagent.fakemodel.wire.responses;

import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.JsonValues;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The items of a response: the reasoning with its summary, the message, and the calls. */
final class ResponseItems {
    private ResponseItems() {}

    static List<JsonObject> items(Answer answer) {
        var items = new ArrayList<JsonObject>();
        if (hasReasoning(answer)) {
            items.add(reasoning(answer, List.of(summary(answer.content().thinking()))));
        }
        if (!answer.content().text().isEmpty()) {
            items.add(message(
                    answer, "completed", List.of(textPart(answer.content().wholeText()))));
        }
        answer.calls().forEach(call -> items.add(call(answer, call, "completed", call.arguments())));
        return items;
    }

    static void addEvents(Answer answer, ResponseEvents events) {
        int index = 0;
        if (hasReasoning(answer)) {
            addReasoning(answer, index++, events);
        }
        if (!answer.content().text().isEmpty()) {
            addMessage(answer, index++, events);
        }
        for (Answer.Call call : answer.calls()) {
            addCall(answer, call, index + call.index(), events);
        }
    }

    private static boolean hasReasoning(Answer answer) {
        return !answer.content().thinking().isEmpty()
                || answer.content().signature().isPresent();
    }

    private static void addReasoning(Answer answer, int index, ResponseEvents events) {
        String id = "rs_" + answer.origin().id(48);
        String thinking = answer.content().thinking();
        Object[] place = {"item_id", id, "output_index", index, "summary_index", 0};
        events.add("response.output_item.added", "item", reasoning(answer, List.of()), "output_index", index);
        events.add("response.reasoning_summary_part.added", with(place, "part", summary("")));
        for (String part : answer.content().thinkingChunks()) {
            events.addDelta("response.reasoning_summary_text.delta", () -> part, place);
        }
        events.add("response.reasoning_summary_text.done", with(place, "text", thinking));
        events.add("response.reasoning_summary_part.done", with(place, "part", summary(thinking)));
        events.add(
                "response.output_item.done",
                "item",
                reasoning(answer, List.of(summary(thinking))),
                "output_index",
                index);
    }

    private static void addMessage(Answer answer, int index, ResponseEvents events) {
        String id = messageId(answer);
        Object[] place = {"item_id", id, "output_index", index, "content_index", 0};
        String text = answer.content().text();
        events.add(
                "response.output_item.added", "item", message(answer, "in_progress", List.of()), "output_index", index);
        events.add("response.content_part.added", with(place, "part", textPart("")));
        answer.content().textChunks().forEach(part -> events.addDelta("response.output_text.delta", part, place));
        events.add("response.output_text.done", with(place, "text", text));
        events.add("response.content_part.done", with(place, "part", textPart(text)));
        events.add(
                "response.output_item.done",
                "item",
                message(answer, "completed", List.of(textPart(text))),
                "output_index",
                index);
    }

    private static void addCall(Answer answer, Answer.Call call, int index, ResponseEvents events) {
        Object[] place = {"item_id", itemId(answer, call), "output_index", index};
        events.add("response.output_item.added", "item", call(answer, call, "in_progress", ""), "output_index", index);
        for (String part : answer.content().split(call.arguments())) {
            events.addDelta("response.function_call_arguments.delta", () -> part, place);
        }
        events.add("response.function_call_arguments.done", with(place, "arguments", call.arguments()));
        events.add(
                "response.output_item.done",
                "item",
                call(answer, call, "completed", call.arguments()),
                "output_index",
                index);
    }

    private static Object[] with(Object[] members, Object... more) {
        var all = new ArrayList<Object>(List.of(members));
        all.addAll(List.of(more));
        return all.toArray();
    }

    private static JsonObject reasoning(Answer answer, List<JsonObject> summary) {
        return JsonValues.object(
                "id",
                "rs_" + answer.origin().id(48),
                "type",
                "reasoning",
                "encrypted_content",
                answer.content().signature(),
                "summary",
                summary);
    }

    private static JsonObject summary(String text) {
        return JsonValues.object("type", "summary_text", "text", text);
    }

    private static String messageId(Answer answer) {
        return "msg_" + answer.origin().id(48);
    }

    private static JsonObject message(Answer answer, String status, List<JsonObject> content) {
        return JsonValues.object(
                "id", messageId(answer), "type", "message", "status", status, "content", content, "role", "assistant");
    }

    private static JsonObject textPart(String text) {
        return JsonValues.object("type", "output_text", "annotations", List.of(), "logprobs", List.of(), "text", text);
    }

    private static String itemId(Answer answer, Answer.Call call) {
        return "fc_" + answer.origin().id(46) + String.format(java.util.Locale.ROOT, "%02d", call.index());
    }

    private static JsonObject call(Answer answer, Answer.Call call, String status, String arguments) {
        return JsonValues.object(
                "id",
                itemId(answer, call),
                "type",
                "function_call",
                "status",
                status,
                "arguments",
                arguments,
                "call_id",
                call.id(),
                "name",
                call.name());
    }
}
