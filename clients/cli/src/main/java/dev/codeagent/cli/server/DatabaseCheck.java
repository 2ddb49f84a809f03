package dev.codeagent.cli.server;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.diagnostics.Check;
import dev.codeagent.diagnostics.DatabaseAddressCheck;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * Dry run of the database checks that the server makes on startup: login and schema version. It runs only if a database
 * exists and answers, in the server's program, which contains the drivers and migrations.
 *
 * @param addressCheck checks whether a database exists and answers
 */
public record DatabaseCheck(ServerProgram program, DatabaseAddressCheck addressCheck, Duration limit) implements Check {
    private static final String PROBE_OPTION = "--try-database";

    @Override
    public String name() {
        return addressCheck.name();
    }

    @Override
    public List<Finding> run() {
        Finding addressFinding = addressCheck.run().getFirst();
        return List.of(
                addressFinding.level() == Finding.Level.FAIL || addressCheck.isNew()
                        ? addressFinding
                        : probe(addressFinding));
    }

    private Finding probe(Finding addressFinding) {
        try {
            JsonObject response = program.query(PROBE_OPTION, limit);
            return response.containsKey("refused")
                    ? toFinding(response.getString("refused"))
                    : Finding.ok(name(), response.getString("found"));
        } catch (CliException e) {
            return Finding.warn(
                    name(),
                    addressFinding.found() + "; login and schema were not checked: " + e.getMessage(),
                    "unknown whether the server can use it",
                    "repeat the check when the machine is less busy, or start the server");
        }
    }

    /** The program's message ends with the advice, after the last semicolon. */
    private Finding toFinding(String message) {
        int advice = message.lastIndexOf("; ");
        return advice < 0
                ? Finding.fail(name(), message, "the server does not start", "restore a backup of it")
                : Finding.fail(
                        name(),
                        message.substring(0, advice),
                        "the server does not start",
                        message.substring(advice + 2));
    }
}
