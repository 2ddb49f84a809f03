package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpTool;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls after a marker that models are trained to write: {@code <tool_call>} (Qwen, Hermes), {@code <|python_tag|>} (Llama),
 * {@code [TOOL_CALLS]} (Mistral), {@code <function=…>} and {@code <invoke …>}.
 */
final class MarkedCalls {
    private static final String TOOL_CALLS = "[TOOL_CALLS]";
    private static final Pattern MARKER = Pattern.compile(
            "<tool_call>|<\\|python_tag\\|>|\\[TOOL_CALLS]|<function[= ]|<function_calls>|<invoke name=");
    private static final Pattern MISTRAL_NAME =
            Pattern.compile("\\s*+([\\w.-]{1,100})\\s*+(?:\\[CALL_ID][\\w-]{1,100})?(?:\\[ARGS])?\\s*+(?=\\{)");
    /** What may stand between calls and after the last one. */
    private static final Pattern FILLER = Pattern.compile(
            "(?:\\s|;|</?tool_call>|</?function_calls>|</function>|<\\|eom_id\\|>|<\\|eot_id\\|>|<\\|im_end\\|>|</s>)*+");

    private MarkedCalls() {}

    /** Where the first marker is that starts a line outside of code and quotations; -1 if there is none. */
    static int findMarker(String text) {
        Matcher marker = MARKER.matcher(text);
        var code = new MarkdownCode(text);
        while (marker.find()) {
            if (code.startsLine(marker.start())) {
                return marker.start();
            }
        }
        return -1;
    }

    /** The calls from the marker to the end of the text; empty if anything else is there. */
    static List<ToolCallRequest> read(String text, int start, List<McpTool> tools) {
        var calls = new ArrayList<ToolCallRequest>();
        int i = start;
        while (i < text.length()) {
            Optional<Found> found = readNext(text, i, tools);
            if (found.isEmpty()) {
                return List.of();
            }
            calls.addAll(found.get().calls());
            i = skipFiller(text, found.get().end());
        }
        return calls;
    }

    private record Found(List<ToolCallRequest> calls, int end) {}

    private static Optional<Found> readNext(String text, int start, List<McpTool> tools) {
        int i = skipFiller(text, start);
        if (text.startsWith(TOOL_CALLS, i)) {
            i += TOOL_CALLS.length();
            Matcher name = MISTRAL_NAME.matcher(text).region(i, text.length()).useTransparentBounds(true);
            if (name.lookingAt()) {
                return readNamed(text, name.end(), name.group(1), tools);
            }
        } else if (text.startsWith("<|python_tag|>", i)) {
            i += "<|python_tag|>".length();
        }
        int begin = i;
        return ElementCalls.read(text, begin, tools)
                .map(f -> new Found(List.of(f.call()), f.end()))
                .or(() -> readValue(text, begin, tools));
    }

    private static Optional<Found> readNamed(String text, int start, String name, List<McpTool> tools) {
        try {
            LenientJson.Parsed parsed = LenientJson.parse(text, start);
            return parsed.closed()
                            && CallObject.find(name, tools).isPresent()
                            && parsed.value() instanceof JsonObject arguments
                    ? Optional.of(new Found(List.of(new ToolCallRequest("", name, arguments.toString())), parsed.end()))
                    : Optional.empty();
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Found> readValue(String text, int start, List<McpTool> tools) {
        try {
            LenientJson.Parsed parsed = LenientJson.parse(text, start);
            JsonValue value = parsed.value();
            List<ToolCallRequest> calls = parsed.closed() ? CallObject.read(value, tools) : List.of();
            return calls.isEmpty() ? Optional.empty() : Optional.of(new Found(calls, parsed.end()));
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    private static int skipFiller(String text, int start) {
        Matcher filler = FILLER.matcher(text).region(start, text.length());
        return filler.lookingAt() ? filler.end() : start;
    }
}
