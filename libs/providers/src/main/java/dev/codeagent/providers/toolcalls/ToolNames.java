package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.McpTool;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of called tools as they were offered. Some servers leave what surrounds a name in the format of the model: a
 * namespace and a number (Kimi), a namespace (Gemini, Harmony), or tokens after it (Harmony).
 */
final class ToolNames {
    private static final Pattern SURROUNDED = Pattern.compile(
            "\\s*(?:<\\|[\\w|<>]{1,60}\\|>)?(?:to=)?(?:(?:functions?|tools?|default_api|assistant)[.:/])?"
                    + "([\\w-]{1,100}?)(?::\\d{1,4})?\\s*(?:<\\|.{0,100})?",
            Pattern.DOTALL);

    private ToolNames() {}

    /** The calls with the names of the tools; a name that is none of theirs stays as it is. */
    static List<ToolCallRequest> asOffered(List<ToolCallRequest> calls, List<McpTool> tools) {
        return calls.stream()
                .map(call -> new ToolCallRequest(call.id(), asOffered(call.name(), tools), call.arguments()))
                .toList();
    }

    static String asOffered(String name, List<McpTool> tools) {
        if (CallObject.find(name, tools).isPresent()) {
            return name;
        }
        Matcher surrounded = SURROUNDED.matcher(name);
        return surrounded.matches()
                        && CallObject.find(surrounded.group(1), tools).isPresent()
                ? surrounded.group(1)
                : name;
    }
}
