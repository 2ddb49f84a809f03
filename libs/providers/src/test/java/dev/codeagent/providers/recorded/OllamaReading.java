package dev.codeagent.providers.recorded;

import static dev.codeagent.providers.recorded.AnswerFields.list;
import static dev.codeagent.providers.recorded.AnswerFields.number;
import static dev.codeagent.providers.recorded.AnswerFields.object;
import static dev.codeagent.providers.recorded.AnswerFields.text;

import dev.codeagent.api.chat.Usage;
import jakarta.json.JsonObject;
import java.util.ArrayList;

/** Ollama's own API. */
final class OllamaReading implements ReferenceReading {

    @Override
    public ExpectedAnswer read(RecordedExchange exchange) {
        var text = new StringBuilder();
        var calls = new ArrayList<String>();
        for (JsonObject line : exchange.events()) {
            if (!text(line, "error").isEmpty()) {
                return ExpectedAnswer.failed("error " + text(line, "error"));
            }
            text.append(text(object(line, "message"), "content"));
            list(object(line, "message"), "tool_calls").stream()
                    .map(call -> object(call, "function"))
                    .map(f -> ExpectedAnswer.call(
                            text(f, "name"), object(f, "arguments").toString()))
                    .forEach(calls::add);
            if (line.getBoolean("done", false)) {
                var usage = new Usage(number(line, "prompt_eval_count"), number(line, "eval_count"), 0);
                return new ExpectedAnswer(text.toString(), calls, usage, "")
                        .checked(text(line, "done_reason").equals("length"));
            }
        }
        return ExpectedAnswer.failed(ExpectedAnswer.INCOMPLETE);
    }
}
