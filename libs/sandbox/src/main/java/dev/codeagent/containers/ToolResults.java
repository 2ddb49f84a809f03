package dev.codeagent.containers;

import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.containers.managed.ContainerExec;
import jakarta.json.JsonValue;
import java.time.Duration;

/** Results of calls, as models read them. */
final class ToolResults {
    private ToolResults() {}

    static ToolResult success(String text) {
        return new ToolResult(ToolResult.Outcome.OK, text, JsonValue.EMPTY_JSON_OBJECT);
    }

    static ToolResult error(String text) {
        return new ToolResult(ToolResult.Outcome.ERROR, text, JsonValue.EMPTY_JSON_OBJECT);
    }

    static ToolResult unknown() {
        return new ToolResult(
                ToolResult.Outcome.UNKNOWN,
                "the call began before a crash and its outcome is not known; it was not made again. Look at the container"
                        + " before you go on",
                JsonValue.EMPTY_JSON_OBJECT);
    }

    /** As run_command shows it. */
    static ToolResult fromExec(ContainerExec.Result outcome, Duration limit) {
        String ending = !outcome.timedOut()
                ? "(exit code " + outcome.exitCode() + ")"
                : outcome.stillRunning()
                        ? "(the time for it, " + limit.toSeconds()
                                + " s, was up, and it could not be ended: restart or remove the container)"
                        : "(ended after " + limit.toSeconds() + " s: the time for it was up)";
        String text = outcome.output() + "\n" + ending;
        return outcome.exitCode() == 0 ? success(text) : error(text);
    }
}
