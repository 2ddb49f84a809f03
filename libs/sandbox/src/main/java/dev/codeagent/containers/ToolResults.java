package dev.codeagent.containers;

import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.containers.managed.ContainerExec;
import jakarta.json.JsonValue;
import java.time.Duration;

/** Results of calls, as the model reads them. */
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
                "the call started before a crash and its outcome is not known; it was not repeated. Inspect the"
                        + " container before you continue",
                JsonValue.EMPTY_JSON_OBJECT);
    }

    /** In the format of run_command. */
    static ToolResult fromExec(ContainerExec.Result outcome, Duration limit) {
        String ending = !outcome.timedOut()
                ? "(exit code " + outcome.exitCode() + ")"
                : outcome.stillRunning()
                        ? "(the command exceeded its timeout of " + limit.toSeconds()
                                + " s and could not be stopped: restart or remove the container)"
                        : "(stopped after its timeout of " + limit.toSeconds() + " s)";
        String text = outcome.output() + "\n" + ending;
        return outcome.exitCode() == 0 ? success(text) : error(text);
    }
}
