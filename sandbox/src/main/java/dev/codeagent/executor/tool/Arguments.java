package dev.codeagent.executor.tool;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** A call's arguments, with clear errors for what is missing or of the wrong type; unknown ones are ignored. */
public record Arguments(JsonObject json) {

    public String text(String name) {
        return optionalText(name).orElseThrow(() -> new ToolError(
                "argument '" + name + "' is missing" + (json.isEmpty() ? "" : "; given: " + String.join(", ", json.keySet()))));
    }

    public Optional<String> optionalText(String name) {
        JsonValue value = json.getOrDefault(name, JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonString s) {
            return Optional.of(s.getString());
        }
        throw new ToolError("argument '" + name + "' must be a string, was " + kind(value));
    }

    /** A whole number; an absent one is {@code otherwise}, one outside of the bounds is refused. */
    public int number(String name, int otherwise, int least, int most) {
        JsonValue value = json.getOrDefault(name, JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return otherwise;
        }
        if (!(value instanceof JsonNumber n)) {
            throw new ToolError("argument '" + name + "' must be a whole number, was " + kind(value));
        }
        double given = n.doubleValue();
        if (given != Math.rint(given) || given < least || given > most) {
            throw new ToolError("argument '" + name + "' must be a whole number from " + least + " to " + most + ", was " + n);
        }
        return (int) given;
    }

    private static String kind(JsonValue value) {
        return "a JSON " + value.getValueType().name().toLowerCase(Locale.ROOT);
    }
}
