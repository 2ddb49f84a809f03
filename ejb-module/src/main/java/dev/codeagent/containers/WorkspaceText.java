package dev.codeagent.containers;

import dev.codeagent.containers.own.Refused;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolResult;
import jakarta.json.Json;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text files of the workspace, read by the executor inside of the sandbox: no path of them is followed on this machine. */
record WorkspaceText(Function<ToolCall, ToolResult> sandbox) {
    /** Few enough for one answer, which is cut when it is long. */
    private static final int LINES = 100;

    private static final int MOST_LINES = 5_000;
    private static final Pattern LINE = Pattern.compile(" *(\\d+)\t(.*)");

    String read(String path) {
        var text = new StringBuilder();
        int next = 1;
        while (next <= MOST_LINES) {
            int before = next;
            for (String line : page(path, next).split("\n", -1)) {
                Matcher numbered = LINE.matcher(line);
                if (numbered.matches()) {
                    if (Integer.parseInt(numbered.group(1)) != next) {
                        throw Refused.because("the lines of " + path + " are too long to be read");
                    }
                    text.append(numbered.group(2)).append('\n');
                    next++;
                } else if (line.endsWith("characters left out …")) {
                    throw Refused.because("the lines of " + path + " are too long to be read");
                }
            }
            if (next < before + LINES) {
                return text.toString();
            }
        }
        throw Refused.because(path + " has more than " + MOST_LINES + " lines; make it shorter");
    }

    private String page(String path, int first) {
        ToolResult page = sandbox.apply(new ToolCall(
                "",
                "read_file",
                Json.createObjectBuilder()
                        .add("path", path)
                        .add("offset", first)
                        .add("limit", LINES)
                        .build()));
        if (page.outcome() != ToolResult.Outcome.OK) {
            throw Refused.because(page.text());
        }
        return page.text();
    }
}
