package dev.codeagent.providers.wire;

import dev.codeagent.providers.http.ResponseLimits;
import java.util.function.Consumer;

/** A tool call that is not complete yet. */
public final class ToolCallBuilder {
    private final ResponseLimits limits;
    private final AnswerJson json;
    private final Consumer<String> counter;
    private final ResponseText arguments;
    private String id = "";
    private String name = "";

    /** @param counter receives each piece, and throws if the answer is too long */
    ToolCallBuilder(ResponseLimits limits, AnswerJson json, KeyRedactor redactor, Consumer<String> counter) {
        this.limits = limits;
        this.json = json;
        this.counter = counter;
        this.arguments = new ResponseText(redactor, piece -> {});
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** Whether the arguments so far are a complete object, so that another object belongs to another call. */
    public boolean hasCompleteArguments() {
        return json.isObject(arguments.soFar().toString());
    }

    /** Whether a following object is no other call: it repeats the arguments, or they are empty, or it is. */
    public boolean isFollowedBy(String object) {
        String soFar = arguments.soFar().toString().strip();
        String next = object.strip();
        return soFar.equals("{}") || next.equals("{}") || soFar.equals(next);
    }

    public boolean hasArguments() {
        return !arguments.isEmpty();
    }

    public ToolCallBuilder withId(String newId) {
        if (!newId.isEmpty()) {
            id = newId;
            requireName(id);
        }
        return this;
    }

    public ToolCallBuilder withName(String newName) {
        if (!newName.isEmpty()) {
            name = newName;
            requireName(name);
        }
        return this;
    }

    private void requireName(String value) {
        if (value.length() > limits.nameChars()) {
            throw ResponseLimits.exceeded(
                    "the name or id of a tool call has more than " + limits.nameChars() + " characters");
        }
    }

    /** Appends a piece of the arguments, which are a JSON object as text. */
    public ToolCallBuilder appendArguments(String piece) {
        counter.accept(piece);
        arguments.append(piece);
        return this;
    }

    /** Appends what the pieces so far lack of the complete arguments; other pieces stay as they are. */
    public void completeArguments(String complete) {
        String soFar = arguments.soFar().toString();
        if (complete.startsWith(soFar)) {
            appendArguments(complete.substring(soFar.length()));
        }
    }

    /** Ends the arguments and returns them. */
    String endArguments() {
        return arguments.end();
    }
}
