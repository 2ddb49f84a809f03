package dev.codeagent.providers.gemini;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.providers.wire.JsonFields;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The arguments of a call that arrive as values of single JSON paths; a text may arrive in pieces. */
final class PartialArguments {
    private static final Pattern STEP = Pattern.compile("\\.([\\w-]{1,200})|\\[(\\d{1,5})]|\\['([^']{1,200})']");
    private static final int MAX_STEPS = 32;

    private final Node root = new Node();

    /** A value, or the members of an object or of an array by their name or number. */
    private static final class Node {
        private final Map<String, Node> members = new LinkedHashMap<>();
        private final StringBuilder text = new StringBuilder();
        private JsonValue value = JsonValue.NULL;
        private boolean isText;
        private boolean isArray;

        JsonValue toJson() {
            if (members.isEmpty()) {
                return isText ? Json.createValue(text.toString()) : value;
            }
            if (isArray) {
                JsonArrayBuilder array = Json.createArrayBuilder();
                members.values().forEach(member -> array.add(member.toJson()));
                return array.build();
            }
            JsonObjectBuilder object = Json.createObjectBuilder();
            members.forEach((name, member) -> object.add(name, member.toJson()));
            return object.build();
        }
    }

    void accept(List<JsonObject> parts) {
        for (JsonObject part : parts) {
            accept(part);
        }
    }

    private void accept(JsonObject part) {
        Node node = find(JsonFields.string(part, "jsonPath"));
        if (part.containsKey("stringValue")) {
            node.isText = true;
            node.text.append(JsonFields.string(part, "stringValue"));
        } else if (part.get("numberValue") instanceof JsonValue number) {
            node.value = number;
        } else if (part.get("boolValue") instanceof JsonValue condition) {
            node.value = condition;
        }
    }

    private Node find(String path) {
        Node node = root;
        Matcher step = STEP.matcher(path).region(Math.min(1, path.length()), path.length());
        int end = 1;
        for (int steps = 0; steps < MAX_STEPS && step.lookingAt(); steps++) {
            boolean isIndex = step.group(2) != null;
            String name = isIndex ? step.group(2) : step.group(1) != null ? step.group(1) : step.group(3);
            node.isArray = isIndex;
            node = node.members.computeIfAbsent(name, n -> new Node());
            end = step.end();
            step.region(end, path.length());
        }
        if (!path.startsWith("$") || end < path.length() || node == root) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the provider sent a part of a tool call's arguments for a path that cannot be read");
        }
        return node;
    }

    /** The arguments so far. */
    String json() {
        return root.members.isEmpty() ? "{}" : root.toJson().toString();
    }
}
