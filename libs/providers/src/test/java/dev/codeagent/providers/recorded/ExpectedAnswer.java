package dev.codeagent.providers.recorded;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.McpResponse;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What an answer says.
 *
 * @param calls name and arguments of each tool call
 * @param failure why it is no proper answer, for example the reason of a content filter; empty if it is one
 */
public record ExpectedAnswer(String text, List<String> calls, Usage usage, String failure) {
    /** The failure of a body that ends before the end of the answer. */
    static final String INCOMPLETE = "the body is not complete";

    /** The failure of a body that is none of the wire's answers. */
    static final String NO_ANSWER = "the body is no answer of a model";

    static ExpectedAnswer of(McpResponse response) {
        return new ExpectedAnswer(
                response.text(),
                response.toolCalls().stream()
                        .map(call -> call(call.name(), call.arguments()))
                        .toList(),
                response.usage(),
                "");
    }

    static ExpectedAnswer failed(String failure) {
        return new ExpectedAnswer("", List.of(), Usage.NONE, failure);
    }

    /** A call; the spelling of its arguments does not matter. */
    static String call(String name, String arguments) {
        Optional<JsonObject> json = RecordedExchange.parse(arguments.isBlank() ? "{}" : arguments);
        return new ToolCallRequest("", name, json.map(JsonObject::toString).orElse(arguments)).toString();
    }

    boolean isProper() {
        return failure.isEmpty();
    }

    boolean hasContent() {
        return !text.isBlank() || !calls.isEmpty();
    }

    /** Proper if it has text or calls, or was cut by its length before it had any. */
    ExpectedAnswer checked(boolean cut) {
        return isProper() && !hasContent() && !cut ? failed("the answer is empty") : this;
    }
}
