package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import jakarta.json.Json;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads text files of the workspace through the executor in the sandbox, so no path of them is resolved on the host.
 */
record WorkspaceFileReader(Function<ToolCall, ToolResult> sandboxCalls) {
    /** Small enough for one answer; longer answers are truncated. */
    private static final int PAGE_LINES = 100;

    private static final int MAX_LINES = 5_000;
    private static final Pattern NUMBERED_LINE = Pattern.compile(" *(\\d+)\t(.*)");

    String read(String path) {
        var text = new StringBuilder();
        int next = 1;
        while (next <= MAX_LINES) {
            int pageStart = next;
            for (String line : readPage(path, next).split("\n", -1)) {
                Matcher numbered = NUMBERED_LINE.matcher(line);
                if (numbered.matches()) {
                    if (Integer.parseInt(numbered.group(1)) != next) {
                        throw AgentException.invalidValue(
                                "the lines of " + path + " are too long to read; make them shorter");
                    }
                    text.append(numbered.group(2)).append('\n');
                    next++;
                } else if (line.endsWith("characters left out …")) {
                    throw AgentException.invalidValue(
                            "the lines of " + path + " are too long to read; make them shorter");
                }
            }
            if (next < pageStart + PAGE_LINES) {
                return text.toString();
            }
        }
        throw AgentException.invalidValue(path + " has more than " + MAX_LINES + " lines; make it shorter");
    }

    private String readPage(String path, int first) {
        ToolResult page = sandboxCalls.apply(new ToolCall(
                "",
                "read_file",
                Json.createObjectBuilder()
                        .add("path", path)
                        .add("offset", first)
                        .add("limit", PAGE_LINES)
                        .build()));
        if (page.outcome() != ToolResult.Outcome.OK) {
            throw AgentException.invalidValue(page.text());
        }
        return page.text();
    }
}
