package dev.codeagent.cli.command;

import dev.codeagent.api.wire.ToolCallText;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TimeText;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** Implements {@code approvals}, {@code approve} and {@code deny}. */
final class ApprovalCommands {
    private static final String BELOW = "(shown below)";

    /** Those of the tool and the time, and the gaps. */
    private static final int OTHER_COLUMNS = 36;

    private static final int MAX_CELL_LENGTH = 80;

    private final CommandContext context;
    private final RestClient client;

    ApprovalCommands(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode list() {
        JsonArray pending = client.getArray("/api/v1/approvals");
        if (context.options().json()) {
            pending.forEach(context.out()::println);
        } else if (pending.isEmpty()) {
            context.terminal().writeLine("no tool call waits for approval");
        } else {
            printApprovals(pending);
        }
        return ExitCode.OK;
    }

    /** Characters of a cell with arguments or a reason; what decides is never shortened. */
    private int cellLimit(int idLength) {
        int left = context.terminal().isTerminal() ? context.terminal().columns() - idLength - OTHER_COLUMNS : 0;
        return left == 0 ? MAX_CELL_LENGTH : Math.clamp(left / 2, BELOW.length(), MAX_CELL_LENGTH);
    }

    /** A call that a cell of the table would cut is shown as a whole below the table. */
    private void printApprovals(JsonArray pending) {
        var table = new Table("APPROVAL", "TOOL", "ARGUMENTS", "REASON", "EXPIRES")
                .keepWhole("APPROVAL", "TOOL", "ARGUMENTS", "REASON")
                .leaveOutFirst("EXPIRES");
        var longCalls = new ArrayList<String>();
        for (JsonObject approval : pending.getValuesAs(JsonObject.class)) {
            String id = ToolCallText.visibleLine(approval.getString("id"));
            String call = ToolCallText.of(approval.getString("tool"), approval.getString("arguments"));
            String arguments = call.lines().skip(1).map(String::strip).collect(Collectors.joining("; "));
            String reason = ToolCallText.visibleLine(approval.getString("reason"));
            int limit = cellLimit(id.length());
            boolean whole = arguments.length() <= limit && reason.length() <= limit;
            if (!whole) {
                longCalls.add(id + ": " + call + "\n  " + reason);
            }
            table.addRow(
                    id,
                    ToolCallText.visibleLine(approval.getString("tool")),
                    arguments.length() <= limit ? arguments : BELOW,
                    reason.length() <= limit ? reason : BELOW,
                    TimeText.of(Instant.parse(approval.getString("expiresAt"))));
        }
        table.print(context.terminal());
        longCalls.forEach(call -> context.terminal().writeLine(TerminalSanitizer.sanitize(call)));
    }

    ExitCode decide(String decision, String confirmation) {
        boolean session = context.invocation().option("session").isPresent();
        boolean rule = context.invocation().option("rule").isPresent();
        if (session && rule) {
            throw CliException.usageError("--session and --rule cannot be combined; a rule also applies to sessions");
        }
        String scope = rule ? "rule" : session ? "session" : "once";
        String approval = context.runReference(client, context.invocation().parameter());
        JsonObject run = sendDecision(client, approval, decision, scope, "");
        if (context.options().json()) {
            context.out().println(run);
        } else {
            context.terminal()
                    .writeLine(confirmation + "; run "
                            + TerminalSanitizer.sanitizeLine(run.getString("id"), MAX_CELL_LENGTH) + " continues");
        }
        return ExitCode.OK;
    }

    /** @param digest digest of the call that the user saw; empty if the user saw only its id */
    static JsonObject sendDecision(RestClient client, String approval, String decision, String scope, String digest) {
        JsonObject body = Json.createObjectBuilder()
                .add("decision", decision)
                .add("scope", scope)
                .add("digest", digest)
                .build();
        return client.requestObject("POST", "/api/v1/approvals/" + RestClient.encodePathSegment(approval), body);
    }
}
