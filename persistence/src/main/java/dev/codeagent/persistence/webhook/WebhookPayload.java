package dev.codeagent.persistence.webhook;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.persistence.accounting.JdbcQueries;
import dev.codeagent.persistence.text.PortableText;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The body of a webhook's request. It says what happened, not what the run is about: no prompt, no code, no argument of a
 * tool call and no text of an error, because these may contain secrets. The receiver reads them from the server.
 */
final class WebhookPayload {
    private WebhookPayload() {}

    static String write(Connection connection, RecordedEvent event) throws SQLException {
        JsonObjectBuilder data =
                Json.createObjectBuilder().add("run", event.run().value()).add("seq", event.seq());
        for (RunFields run : JdbcQueries.query(
                connection,
                "SELECT project_id, session_id, caller, command, verdict, patch FROM run WHERE id = ?",
                row -> new RunFields(
                        row.getString(1),
                        row.getString(2),
                        PortableText.decode(row.getString(3)),
                        row.getString(4),
                        Optional.ofNullable(row.getString(5)),
                        row.getString(6)),
                event.run().value())) {
            run.addTo(data);
        }
        addFields(event.event(), data);
        return Json.createObjectBuilder()
                .add("type", EventCodec.typeOf(event.event()))
                .add("timestamp", event.at().toString())
                .add("data", data)
                .build()
                .toString();
    }

    private record RunFields(
            String project, String session, String caller, String command, Optional<String> verdict, String patch) {

        void addTo(JsonObjectBuilder data) {
            data.add("project", project)
                    .add("session", session)
                    .add("caller", caller)
                    .add("command", command)
                    .add("patch", patch);
            verdict.ifPresent(v -> data.add("verdict", v));
        }
    }

    private static void addFields(RunEvent event, JsonObjectBuilder data) {
        switch (event) {
            case RunEvent.Finished e ->
                data.add("state", EnumCodec.write(e.state()))
                        .add("errorCode", e.errorCode())
                        .add("costUsd", e.costUsd())
                        .add("millis", e.millis())
                        .add("nothingChanged", e.nothingChanged());
            case RunEvent.ApprovalRequested e ->
                data.add("approval", e.approval())
                        .add("step", e.step())
                        .add("tool", e.tool())
                        .add("rule", e.rule())
                        .add("expiresAt", e.expiresAt().toString());
            case RunEvent.BudgetReached e ->
                data.add("budget", e.budget())
                        .add("span", e.span())
                        .add("limitUsd", e.limitUsd().toPlainString())
                        .add("spentUsd", e.spentUsd().toPlainString())
                        .add("neededUsd", e.neededUsd().toPlainString());
            default -> {}
        }
    }
}
