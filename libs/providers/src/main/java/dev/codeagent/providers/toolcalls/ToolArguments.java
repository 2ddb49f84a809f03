package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of a tool call as a model wrote them. They are repaired only if they have one meaning; else the model gets
 * the error as the result of its call.
 *
 * @param json a JSON object as text, always valid; {@code {}} if the arguments are broken
 * @param repaired whether the text differs from what the model wrote
 * @param problem why the arguments cannot be read; empty if they can
 */
public record ToolArguments(String json, boolean repaired, String problem) {
    private static final String EMPTY = "{}";
    private static final int MAX_CHARS = 4 << 20;

    public boolean isBroken() {
        return !problem.isEmpty();
    }

    /** Reads the arguments of a complete call. A call that was cut by the limit of tokens must not be read. */
    public static ToolArguments read(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return new ToolArguments(EMPTY, false, "");
        }
        if (isValid(stripped)) {
            return new ToolArguments(stripped, false, "");
        }
        if (stripped.length() > MAX_CHARS) {
            return broken("they have more than " + MAX_CHARS + " characters");
        }
        try {
            return select(objects(withoutFence(stripped)));
        } catch (AgentException e) {
            return broken(e.getMessage());
        }
    }

    /** The arguments for a later request: servers refuse a conversation that contains anything but valid JSON here. */
    public static String forReplay(String text) {
        return read(text).json();
    }

    /** Whether the text is one JSON object and nothing else; a reader of JSON ignores what follows. */
    private static boolean isValid(String text) {
        try {
            BoundedJson.readObject(text, BoundedJson.Limits.MESSAGE);
        } catch (AgentException e) {
            return false;
        }
        try (JsonParser parser = Json.createParser(new StringReader(text))) {
            while (parser.hasNext()) {
                parser.next();
            }
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    /** Some servers send an empty object before the arguments, or the arguments twice. */
    private static ToolArguments select(List<JsonObject> objects) {
        var different = new LinkedHashSet<>(objects);
        if (different.size() > 1) {
            different.remove(JsonValue.EMPTY_JSON_OBJECT);
        }
        if (different.size() > 1) {
            return broken("they contain " + different.size() + " different objects; send one call for each");
        }
        Optional<JsonObject> only = different.stream().findFirst();
        String json = only.map(JsonObject::toString).orElse(EMPTY);
        return isValid(json) ? new ToolArguments(json, true, "") : broken("they are not a JSON object");
    }

    private static List<JsonObject> objects(String text) {
        var objects = new ArrayList<JsonObject>();
        for (int i = 0; i < text.length(); ) {
            LenientJson.Parsed parsed = LenientJson.parse(text, i);
            if (parsed.value() instanceof JsonObject object) {
                objects.add(object);
            } else if (parsed.value() instanceof JsonString encoded && objects.isEmpty()) {
                objects.addAll(encodedObjects(encoded.getString()));
            } else {
                throw AgentException.invalidValue("an object {\"…\": …} is expected at character " + (i + 1));
            }
            i = skipRest(text, parsed.end());
        }
        return objects;
    }

    /** Some models write the object as a string. */
    private static List<JsonObject> encodedObjects(String text) {
        LenientJson.Parsed parsed = LenientJson.parse(text, 0);
        if (parsed.value() instanceof JsonObject object
                && parsed.closed()
                && skipRest(text, parsed.end()) == text.length()) {
            return List.of(object);
        }
        throw AgentException.invalidValue("an object {\"…\": …} is expected, not a string");
    }

    /** Skips white space and closing braces that have no opening one. */
    private static int skipRest(String text, int start) {
        int i = start;
        while (i < text.length() && (Character.isWhitespace(text.charAt(i)) || text.charAt(i) == '}')) {
            i++;
        }
        return i;
    }

    private static String withoutFence(String text) {
        if (!text.startsWith("```") || !text.endsWith("```") || text.length() < 7) {
            return text;
        }
        int line = text.indexOf('\n');
        return line < 0 ? text : text.substring(line + 1, text.length() - 3).strip();
    }

    private static ToolArguments broken(String problem) {
        return new ToolArguments(EMPTY, false, problem);
    }
}
