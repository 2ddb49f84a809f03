package dev.codeagent.cli.server;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.diagnostics.Check;
import dev.codeagent.diagnostics.DatabaseAddressCheck;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * The database as a start would find it: whether it takes the login and has a schema that this program knows. Only where
 * it answers at all, and is there; the server's program tries it, which has the drivers and the migrations.
 *
 * @param addressCheck looks whether there is something to try
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
                    addressFinding.found() + "; it could not be tried: " + e.getMessage(),
                    "it is not known whether the server can use it",
                    "look again when the machine is less busy, or start the server");
        }
    }

    /** The program's words end with what to do. */
    private Finding toFinding(String message) {
        int advice = message.lastIndexOf("; ");
        return advice < 0
                ? Finding.fail(name(), message, "the server does not start", "put a backup of it there")
                : Finding.fail(
                        name(),
                        message.substring(0, advice),
                        "the server does not start",
                        message.substring(advice + 2));
    }
}
