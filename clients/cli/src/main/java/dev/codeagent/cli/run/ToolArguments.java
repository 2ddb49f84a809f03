package dev.codeagent.cli.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the arguments of a tool call, which a model wrote. */
final class ToolArguments {
    private static final List<String> MAIN_ARGUMENTS = List.of("command", "pattern", "path", "filter");

    private ToolArguments() {}

    /** What describes a call best, on one line: its main argument, or all of them. */
    static String main(String arguments, int maxLength) {
        JsonObject json = parse(arguments);
        if (json.isEmpty() && arguments.strip().length() > 2) {
            return TerminalSanitizer.sanitizeLine(arguments, maxLength);
        }
        return MAIN_ARGUMENTS.stream()
                .filter(name -> json.get(name) instanceof JsonString)
                .findFirst()
                .map(json::getString)
                .or(() -> moved(json))
                .map(text -> TerminalSanitizer.sanitizeLine(text, maxLength))
                .orElseGet(() -> TerminalSanitizer.sanitizeLine(all(json), maxLength));
    }

    private static Optional<String> moved(JsonObject json) {
        return json.get("from") instanceof JsonString from && json.get("to") instanceof JsonString to
                ? Optional.of(from.getString() + " → " + to.getString())
                : Optional.empty();
    }

    /** All texts of the arguments; tools without a main argument have short ones. */
    private static String all(JsonObject json) {
        return json.values().stream()
                .flatMap(value -> value instanceof JsonArray list ? list.stream() : Stream.of(value))
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).getString())
                .collect(Collectors.joining(" "));
    }

    /** The arguments; none if they are not a JSON object. */
    static JsonObject parse(String arguments) {
        try {
            return BoundedJson.readObject(arguments, BoundedJson.Limits.MESSAGE);
        } catch (AgentException e) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }
}
