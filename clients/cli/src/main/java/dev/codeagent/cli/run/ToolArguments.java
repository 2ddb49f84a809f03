package dev.codeagent.cli.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;

/** Reads the arguments of a tool call, which a model wrote. */
final class ToolArguments {
    private static final List<String> MAIN_ARGUMENTS = List.of("command", "pattern", "path", "filter");

    private ToolArguments() {}

    /** The argument that describes a call best, on one line. */
    static String main(String arguments, int maxLength) {
        JsonObject json = parse(arguments);
        if (json.isEmpty() && arguments.strip().length() > 2) {
            return TerminalSanitizer.sanitizeLine(arguments, maxLength);
        }
        return MAIN_ARGUMENTS.stream()
                .filter(name -> json.get(name) instanceof JsonString)
                .findFirst()
                .map(name -> TerminalSanitizer.sanitizeLine(json.getString(name), maxLength))
                .orElse("");
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
