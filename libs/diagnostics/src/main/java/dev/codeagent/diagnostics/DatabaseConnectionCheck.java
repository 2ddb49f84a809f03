package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.storage.DatabaseHealth;
import java.time.Duration;
import java.util.List;

/** Checks the database through the server's own connection: it answers, accepts the login, and has the schema. */
public record DatabaseConnectionCheck(DatabaseHealth storage) implements Check {

    @Override
    public String name() {
        return "database";
    }

    @Override
    public List<Finding> run() {
        DatabaseHealth.Status status = storage.status();
        return List.of(
                status.up()
                        ? Finding.ok(
                                name(),
                                status.product() + " " + status.version() + ", schema " + status.schemaVersion())
                        : down(status.reason()));
    }

    @Override
    public Finding onTimeout(Duration timeout) {
        return down("no answer within " + timeout.toSeconds() + " s");
    }

    private Finding down(String reason) {
        return Finding.fail(
                name(),
                reason,
                "no run can start, and active runs wait",
                "check that the database is running and that database.url, database.user and the password are right");
    }
}
