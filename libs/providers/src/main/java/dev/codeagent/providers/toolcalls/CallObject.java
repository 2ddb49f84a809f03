package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpTool;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a JSON value as tool calls, in the forms that models use for them. */
final class CallObject {
    private static final List<String> NAMES = List.of("name", "tool", "tool_name", "function");
    private static final List<String> ARGUMENTS = List.of("arguments", "parameters", "args", "input", "tool_input");
    private static final Set<String> OTHERS = Set.of("id", "type", "tool_call_id");

    private CallObject() {}

    /** The calls of the value; empty if it is anything else, or if a call is not one of the tools. */
    static List<ToolCallRequest> read(JsonValue value, List<McpTool> tools) {
        if (value instanceof JsonArray array) {
            var calls = new ArrayList<ToolCallRequest>();
            for (JsonValue element : array) {
                Optional<ToolCallRequest> call = readOne(element, tools);
                if (call.isEmpty()) {
                    return List.of();
                }
                calls.add(call.get());
            }
            return calls;
        }
        if (value instanceof JsonObject object
                && object.size() == 1
                && object.get("tool_calls") instanceof JsonArray array) {
            return read(array, tools);
        }
        return readOne(value, tools).map(List::of).orElse(List.of());
    }

    private static Optional<ToolCallRequest> readOne(JsonValue value, List<McpTool> tools) {
        if (!(value instanceof JsonObject object)) {
            return Optional.empty();
        }
        if (object.get("function") instanceof JsonObject function && OTHERS.containsAll(without(object, "function"))) {
            return readOne(function, tools);
        }
        String nameKey = NAMES.stream().filter(object::containsKey).findFirst().orElse("");
        String argumentsKey =
                ARGUMENTS.stream().filter(object::containsKey).findFirst().orElse("");
        if (nameKey.isEmpty()
                || argumentsKey.isEmpty()
                || !OTHERS.containsAll(without(object, nameKey, argumentsKey))
                || !(object.get(nameKey) instanceof JsonString name)
                || find(name.getString(), tools).isEmpty()) {
            return Optional.empty();
        }
        return argumentsText(object.get(argumentsKey)).map(a -> new ToolCallRequest("", name.getString(), a));
    }

    /** The arguments are an object, or an object as a string. */
    private static Optional<String> argumentsText(@Nullable JsonValue value) {
        return switch (value) {
            case JsonObject o -> Optional.of(o.toString());
            case JsonString s -> Optional.of(normalized(s.getString()));
            case null, default -> value == JsonValue.NULL ? Optional.of("{}") : Optional.empty();
        };
    }

    private static String normalized(String text) {
        ToolArguments arguments = ToolArguments.read(text);
        return arguments.isBroken() ? text : arguments.json();
    }

    static Optional<McpTool> find(String name, List<McpTool> tools) {
        return tools.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** Whether the arguments are an object with the required members, and with no other than those of the tool. */
    static boolean matchesSchema(ToolCallRequest call, List<McpTool> tools) {
        Optional<McpTool> tool = find(call.name(), tools);
        ToolArguments arguments = ToolArguments.read(call.arguments());
        if (tool.isEmpty() || arguments.isBroken()) {
            return false;
        }
        try {
            if (!(LenientJson.parse(arguments.json(), 0).value() instanceof JsonObject object)) {
                return false;
            }
            JsonObject schema = tool.get().parameters();
            boolean complete = !(schema.get("required") instanceof JsonArray required)
                    || required.getValuesAs(JsonString.class).stream().allMatch(r -> object.containsKey(r.getString()));
            return complete
                    && schema.get("properties") instanceof JsonObject properties
                    && properties.keySet().containsAll(object.keySet());
        } catch (AgentException e) {
            return false;
        }
    }

    private static Set<String> without(JsonObject object, String... keys) {
        var rest = new java.util.HashSet<>(object.keySet());
        rest.removeAll(List.of(keys));
        return rest;
    }
}
