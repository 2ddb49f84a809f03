package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpTool;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls whose arguments are elements: {@code <function=NAME><parameter=KEY>value</parameter></function>} of Qwen Coder,
 * {@code <invoke name="NAME"><parameter name="KEY">}, and {@code NAME <arg_key>KEY</arg_key><arg_value>value</arg_value>} of
 * GLM. A value is text; the schema of the tool says whether it is read as JSON.
 */
final class ElementCalls {
    private static final String NAME = "[\\w.:-]{1,100}";
    private static final Pattern FUNCTION =
            Pattern.compile("<(?:function=\"?(" + NAME + ")\"?|(?:invoke|function) name=\"(" + NAME + ")\")\\s*>");
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*<parameter(?:=\"?(" + NAME + ")\"?| name=\"(" + NAME + ")\"[^>]{0,80})\\s*>");
    private static final Pattern PARAMETER_END = Pattern.compile("</parameter\\s*>");
    private static final Pattern FUNCTION_END = Pattern.compile("\\s*</(?:function|invoke)\\s*>");
    private static final Pattern KEY_VALUE = Pattern.compile(
            "\\s*<arg_key>\\s*(" + NAME + ")\\s*</arg_key>\\s*<arg_value>((?:(?!</arg_value>).)*+)</arg_value>",
            Pattern.DOTALL);
    private static final Pattern BARE_NAME = Pattern.compile("\\s*(" + NAME + ")\\s*(?=<arg_key>|</tool_call>)");

    private ElementCalls() {}

    /** A call and the index after it. */
    record Found(ToolCallRequest call, int end) {}

    /** The call that starts at the index; empty if none does, or if it is not one of the tools. */
    static Optional<Found> read(String text, int start, List<McpTool> tools) {
        Matcher function = FUNCTION.matcher(text).region(start, text.length());
        if (function.lookingAt()) {
            String name = group(function);
            return CallObject.find(name, tools).flatMap(tool -> readFunction(text, function.end(), tool));
        }
        Matcher bare = BARE_NAME.matcher(text).region(start, text.length()).useTransparentBounds(true);
        return bare.lookingAt()
                ? CallObject.find(bare.group(1), tools).map(tool -> readKeyValues(text, bare.end(), tool))
                : Optional.empty();
    }

    private static Optional<Found> readFunction(String text, int start, McpTool tool) {
        int i = start;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        if (i < text.length() && text.charAt(i) == '{') {
            return readJson(text, i, tool);
        }
        JsonObjectBuilder arguments = Json.createObjectBuilder();
        Matcher parameter = PARAMETER.matcher(text).region(start, text.length());
        int end = start;
        while (parameter.lookingAt()) {
            Matcher close = PARAMETER_END.matcher(text).region(parameter.end(), text.length());
            if (!close.find()) {
                return Optional.empty();
            }
            String name = group(parameter);
            arguments.add(name, value(text.substring(parameter.end(), close.start()), name, tool));
            end = close.end();
            parameter.region(end, text.length());
        }
        Matcher close = FUNCTION_END.matcher(text).region(end, text.length());
        if (!close.lookingAt()) {
            return Optional.empty();
        }
        return Optional.of(
                new Found(new ToolCallRequest("", tool.name(), arguments.build().toString()), close.end()));
    }

    private static Optional<Found> readJson(String text, int start, McpTool tool) {
        try {
            LenientJson.Parsed parsed = LenientJson.parse(text, start);
            if (!(parsed.value() instanceof JsonObject object) || !parsed.closed()) {
                return Optional.empty();
            }
            Matcher close = FUNCTION_END.matcher(text).region(parsed.end(), text.length());
            int end = close.lookingAt() ? close.end() : parsed.end();
            return Optional.of(new Found(new ToolCallRequest("", tool.name(), object.toString()), end));
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    private static Found readKeyValues(String text, int start, McpTool tool) {
        JsonObjectBuilder arguments = Json.createObjectBuilder();
        Matcher pair = KEY_VALUE.matcher(text).region(start, text.length());
        int end = start;
        while (pair.lookingAt()) {
            arguments.add(pair.group(1), value(pair.group(2), pair.group(1), tool));
            end = pair.end();
            pair.region(end, text.length());
        }
        return new Found(new ToolCallRequest("", tool.name(), arguments.build().toString()), end);
    }

    /** One line break after the start tag and one before the end tag belong to the tags. */
    private static JsonValue value(String raw, String name, McpTool tool) {
        String text = raw.startsWith("\n") ? raw.substring(1) : raw;
        text = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        boolean isText = tool.parameters().get("properties") instanceof JsonObject properties
                && properties.get(name) instanceof JsonObject property
                && property.getString("type", "string").equals("string");
        if (!isText) {
            String stripped = text.strip();
            try {
                LenientJson.Parsed parsed = LenientJson.parse(stripped + " ", 0);
                if (parsed.end() == stripped.length() && parsed.closed()) {
                    return parsed.value();
                }
            } catch (AgentException e) {
                return Json.createValue(text); // The check of the schema tells the model which type is expected.
            }
        }
        return Json.createValue(text);
    }

    private static String group(Matcher matcher) {
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }
}
