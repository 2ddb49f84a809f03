package dev.codeagent.providers.recorded;

import static dev.codeagent.providers.recorded.AnswerFields.list;
import static dev.codeagent.providers.recorded.AnswerFields.number;
import static dev.codeagent.providers.recorded.AnswerFields.object;
import static dev.codeagent.providers.recorded.AnswerFields.text;

import dev.codeagent.api.chat.Usage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Gemini API of Google. */
final class GeminiReading implements ReferenceReading {

    @Override
    public ExpectedAnswer read(RecordedExchange exchange) {
        var text = new StringBuilder();
        var calls = new ArrayList<String>();
        long[] counts = new long[5];
        String finish = "";
        boolean hasCandidates = false;
        String name = "";
        // The texts of arguments that arrive in pieces, by their names.
        Map<String, String> pieces = new LinkedHashMap<>();
        for (JsonObject chunk : exchange.events()) {
            if (chunk.containsKey("error")) {
                return ExpectedAnswer.failed(text(object(chunk, "error"), "message"));
            }
            String blocked = text(object(chunk, "promptFeedback"), "blockReason");
            if (!blocked.isEmpty()) {
                return ExpectedAnswer.failed("the prompt is blocked: " + blocked);
            }
            readUsage(object(chunk, "usageMetadata"), counts);
            List<JsonObject> candidates = list(chunk, "candidates");
            if (!candidates.isEmpty()) {
                hasCandidates = true;
                JsonObject candidate = candidates.getFirst();
                for (JsonObject part : list(object(candidate, "content"), "parts")) {
                    if (part.containsKey("functionCall")) {
                        JsonObject call = object(part, "functionCall");
                        if (call.containsKey("name")) {
                            pieces.clear();
                            calls.add("");
                            name = text(call, "name");
                        }
                        list(call, "partialArgs")
                                .forEach(p -> pieces.merge(
                                        text(p, "jsonPath").substring(2), text(p, "stringValue"), String::concat));
                        var arguments = Json.createObjectBuilder(object(call, "args"));
                        pieces.forEach(arguments::add);
                        String all = arguments.build().toString();
                        calls.set(calls.size() - 1, ExpectedAnswer.call(name, all));
                    } else if (!part.getBoolean("thought", false)) {
                        text.append(text(part, "text"));
                    }
                }
                finish = text(candidate, "finishReason").isEmpty() ? finish : text(candidate, "finishReason");
            }
        }
        if (!hasCandidates) {
            return ExpectedAnswer.failed(ExpectedAnswer.NO_ANSWER);
        }
        if (finish.isEmpty()) {
            return ExpectedAnswer.failed(ExpectedAnswer.INCOMPLETE);
        }
        if (!finish.equals("STOP") && !finish.equals("MAX_TOKENS")) {
            return ExpectedAnswer.failed("finish reason " + finish);
        }
        var usage = new Usage(counts[0] + counts[1], counts[2] + counts[3], counts[4], 0, counts[3]);
        return new ExpectedAnswer(text.toString(), calls, usage, "").checked(finish.equals("MAX_TOKENS"));
    }

    private static void readUsage(JsonObject usage, long[] counts) {
        List<String> names = List.of(
                "promptTokenCount",
                "toolUsePromptTokenCount",
                "candidatesTokenCount",
                "thoughtsTokenCount",
                "cachedContentTokenCount");
        for (int i = 0; i < names.size(); i++) {
            if (usage.containsKey(names.get(i))) {
                counts[i] = number(usage, names.get(i));
            }
        }
    }
}
