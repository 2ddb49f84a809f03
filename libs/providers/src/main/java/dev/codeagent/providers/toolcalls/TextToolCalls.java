package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpTool;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Recovers tool calls that a model wrote as text instead of calling the tool. A text that only shows a call must not become
 * one, so these rules hold, and whatever is unclear stays text:
 *
 * <ul>
 *   <li>Only tools that were offered are called.
 *   <li>A marked call ({@link MarkedCalls}) starts a line outside of code blocks and quotations, and nothing but calls
 *       follows it.
 *   <li>A call without a marker is one JSON value, alone or in a Markdown fence, whose arguments match the schema of the
 *       tool. It is the whole answer; or it is a fence at the start of the answer, and what follows is ignored; or one short line
 *       that names no example introduces it and nothing follows.
 * </ul>
 */
public final class TextToolCalls {
    private static final int MAX_INTRODUCTION_CHARS = 200;
    private static final Pattern EXAMPLE = Pattern.compile(
            "\\b(?:example|e\\.g|instance|sample|format|looks? like|such as|would|could|schema|syntax)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TRACE = Pattern.compile(
            "<tool_call>|<\\|python_tag\\|>|\\[TOOL_CALLS]|<function=|<invoke name="
                    + "|\"(?:name|tool|tool_name|function)\"\\s*:[^{}]{0,200}\"(?:arguments|parameters|args|input)\"\\s*:");

    private TextToolCalls() {}

    /**
     * What a text contains.
     *
     * @param text the text without the calls and without what follows them
     * @param calls the calls in order; empty if the text stays as it is
     */
    public record Recovered(String text, List<ToolCallRequest> calls) {
        public Recovered {
            calls = List.copyOf(calls);
        }
    }

    public static Recovered recover(String text, List<McpTool> tools) {
        String rewritten = CallMarkup.rewrite(text);
        Recovered recovered = recoverRewritten(rewritten, tools);
        return recovered.calls().isEmpty() ? new Recovered(text, List.of()) : recovered;
    }

    private static Recovered recoverRewritten(String text, List<McpTool> tools) {
        int marker = MarkedCalls.findMarker(text);
        if (marker >= 0) {
            List<ToolCallRequest> calls = MarkedCalls.read(text, marker, tools);
            return calls.isEmpty()
                    ? new Recovered(text, List.of())
                    : new Recovered(text.substring(0, marker).strip(), calls);
        }
        List<MarkdownCode.Block> blocks = new MarkdownCode(text).blocks();
        if (blocks.isEmpty()) {
            return recovered(text, "", unmarkedCalls(text, tools));
        }
        return recoverFromFences(text, blocks, tools);
    }

    /** Whether the text shows a call, whether or not it can be recovered. */
    public static boolean hasTrace(String text) {
        return TRACE.matcher(text).find() || CallMarkup.isIn(text);
    }

    private static Recovered recoverFromFences(String text, List<MarkdownCode.Block> blocks, List<McpTool> tools) {
        var calls = new ArrayList<ToolCallRequest>();
        int end = blocks.getFirst().start();
        for (MarkdownCode.Block block : blocks) {
            List<ToolCallRequest> found = callsOfBlock(block, tools);
            if (found.isEmpty() || !text.substring(end, block.start()).isBlank()) {
                break;
            }
            calls.addAll(found);
            end = block.end();
        }
        String introduction = text.substring(0, blocks.getFirst().start()).strip();
        boolean isIntroduced = introduction.isEmpty()
                || isIntroduction(introduction) && text.substring(end).isBlank();
        return recovered(text, introduction, isIntroduced ? calls : List.of());
    }

    private static List<ToolCallRequest> callsOfBlock(MarkdownCode.Block block, List<McpTool> tools) {
        if (!block.closed()) {
            return List.of();
        }
        String content = block.content().strip();
        int marker = MarkedCalls.findMarker(content);
        List<ToolCallRequest> calls = marker == 0 ? MarkedCalls.read(content, 0, tools) : unmarkedCalls(content, tools);
        return matching(calls, tools);
    }

    private static boolean isIntroduction(String text) {
        return text.indexOf('\n') < 0
                && text.length() <= MAX_INTRODUCTION_CHARS
                && !EXAMPLE.matcher(text).find();
    }

    /** The calls of a text that is JSON and nothing else. */
    private static List<ToolCallRequest> unmarkedCalls(String text, List<McpTool> tools) {
        String stripped = text.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return List.of();
        }
        var calls = new ArrayList<ToolCallRequest>();
        try {
            for (int i = 0; i < stripped.length(); ) {
                LenientJson.Parsed parsed = LenientJson.parse(stripped, i);
                JsonValue value = parsed.value();
                List<ToolCallRequest> found = parsed.closed() ? CallObject.read(value, tools) : List.of();
                if (found.isEmpty()) {
                    return List.of();
                }
                calls.addAll(found);
                i = parsed.end();
            }
        } catch (AgentException e) {
            return List.of();
        }
        return matching(calls, tools);
    }

    private static List<ToolCallRequest> matching(List<ToolCallRequest> calls, List<McpTool> tools) {
        return calls.stream().allMatch(c -> CallObject.matchesSchema(c, tools)) ? calls : List.of();
    }

    private static Recovered recovered(String text, String introduction, List<ToolCallRequest> calls) {
        return calls.isEmpty() ? new Recovered(text, List.of()) : new Recovered(introduction, calls);
    }
}
