package dev.codeagent.orchestrator;

import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.sandbox.Sandbox;
import jakarta.json.Json;
import java.util.List;

/**
 * Runs the setup commands of a project; a command that fails is reported and the run continues.
 *
 * @param network what the commands can reach, for the user
 */
record SetupCommands(RunContext context, String callId, String network) {
    private static final int MAX_SHOWN_LENGTH = 200;
    private static final int LAST_LINES = 10;

    void run(List<String> commands, Sandbox sandbox) {
        for (int i = 0; i < commands.size(); i++) {
            String command = commands.get(i);
            String shortened =
                    command.length() > MAX_SHOWN_LENGTH ? UnicodeText.prefix(command, MAX_SHOWN_LENGTH) + "…" : command;
            context.info("prepare.command", "runs the project's own command (" + network + "): " + shortened);
            ToolResult result = sandbox.call(new ToolCall(
                    callId + "-" + i,
                    "run_command",
                    Json.createObjectBuilder().add("command", command).build()));
            if (result.outcome() != ToolResult.Outcome.OK) {
                List<String> lines = result.text().lines().toList();
                context.warn(
                        "prepare.command",
                        "the project's own command failed: " + shortened + "\n"
                                + String.join(
                                        "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
            }
        }
    }
}
