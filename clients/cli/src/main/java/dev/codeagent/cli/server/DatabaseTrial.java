package dev.codeagent.cli.server;

import dev.codeagent.api.doctor.Check;
import dev.codeagent.api.doctor.DatabaseAddressCheck;
import dev.codeagent.api.doctor.Finding;
import dev.codeagent.cli.outcome.CliFailure;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * The database as a start would find it: whether it takes the login and has a schema that this program knows. Only where
 * it answers at all, and is there; the server's program tries it, which has the drivers and the migrations.
 *
 * @param address looks whether there is something to try
 */
public record DatabaseTrial(ServerProgram program, DatabaseAddressCheck address, Duration limit) implements Check {
    private static final String TRY = "--try-database";

    @Override
    public String name() {
        return address.name();
    }

    @Override
    public List<Finding> look() {
        Finding there = address.look().getFirst();
        return List.of(there.level() == Finding.Level.FAIL || address.isNew() ? there : tried(there));
    }

    private Finding tried(Finding there) {
        try {
            JsonObject answer = program.ask(TRY, limit);
            return answer.containsKey("refused")
                    ? refused(answer.getString("refused"))
                    : Finding.ok(name(), answer.getString("found"));
        } catch (CliFailure e) {
            return Finding.warn(
                    name(),
                    there.found() + "; it could not be tried: " + e.getMessage(),
                    "it is not known whether the server can use it",
                    "look again when the machine is less busy, or start the server");
        }
    }

    /** The program's words end with what to do. */
    private Finding refused(String words) {
        int advice = words.lastIndexOf("; ");
        return advice < 0
                ? Finding.fail(name(), words, "the server does not start", "put a backup of it there")
                : Finding.fail(
                        name(), words.substring(0, advice), "the server does not start", words.substring(advice + 2));
    }
}
