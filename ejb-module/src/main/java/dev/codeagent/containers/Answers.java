package dev.codeagent.containers;

import dev.codeagent.containers.own.Execs;
import dev.codeagent.tools.ToolResult;
import jakarta.json.JsonValue;
import java.time.Duration;

/** Results of calls, as models read them. */
final class Answers {
    private Answers() {}

    static ToolResult good(String text) {
        return new ToolResult(ToolResult.Outcome.OK, text, JsonValue.EMPTY_JSON_OBJECT);
    }

    static ToolResult bad(String text) {
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
    static ToolResult of(Execs.Outcome outcome, Duration limit) {
        String end = !outcome.timedOut()
                ? "(exit code " + outcome.exitCode() + ")"
                : outcome.left()
                        ? "(the time for it, " + limit.toSeconds()
                                + " s, was up, and it could not be ended: restart or remove the container)"
                        : "(ended after " + limit.toSeconds() + " s: the time for it was up)";
        String text = outcome.output() + "\n" + end;
        return outcome.exitCode() == 0 ? good(text) : bad(text);
    }
}
