package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Table;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;

/** approvals, approve, deny. */
final class ApprovalCommands {
    private static final int LINE = 80;

    private final Desk desk;
    private final Api api;

    ApprovalCommands(Desk desk) {
        this.desk = desk;
        this.api = desk.api();
    }

    ExitCode list() {
        JsonArray open = api.list("/api/v1/approvals");
        if (desk.options().json()) {
            open.forEach(desk.out()::println);
        } else if (open.isEmpty()) {
            desk.screen().line("no run asks anything");
        } else {
            print(open);
        }
        return ExitCode.OK;
    }

    private void print(JsonArray open) {
        var table = new Table("APPROVAL", "TOOL", "ARGUMENTS", "REASON", "EXPIRES");
        for (JsonObject approval : open.getValuesAs(JsonObject.class)) {
            table.row(
                    SafeText.line(approval.getString("id"), LINE * 2),
                    SafeText.line(approval.getString("tool"), LINE),
                    SafeText.line(approval.getString("arguments"), LINE),
                    SafeText.line(approval.getString("reason"), LINE),
                    SafeText.line(approval.getString("expiresAt"), LINE));
        }
        table.print(desk.screen());
    }

    ExitCode answer(String decision, String said) {
        boolean session = desk.invocation().flag("session").isPresent();
        boolean rule = desk.invocation().flag("rule").isPresent();
        if (session && rule) {
            throw CliFailure.usage("--session and --rule exclude each other; a rule counts for sessions too");
        }
        String scope = rule ? "rule" : session ? "session" : "once";
        JsonObject run = send(api, desk.invocation().word(), decision, scope, "");
        if (desk.options().json()) {
            desk.out().println(run);
        } else {
            desk.screen().line(said + "; run " + SafeText.line(run.getString("id"), LINE) + " goes on");
        }
        return ExitCode.OK;
    }

    /** {@code digest} is that of the call that was seen; empty where only the id was. */
    static JsonObject send(Api api, String approval, String decision, String scope, String digest) {
        JsonObject body = Json.createObjectBuilder()
                .add("decision", decision)
                .add("scope", scope)
                .add("digest", digest)
                .build();
        return api.object("POST", "/api/v1/approvals/" + Api.part(approval), body);
    }
}
