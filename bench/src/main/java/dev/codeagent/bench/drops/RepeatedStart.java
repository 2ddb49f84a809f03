package dev.codeagent.bench.drops;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerAddress;
import java.io.IOException;
import java.util.Optional;

/**
 * The start of a run, which is sent again on other connections with the same id; its session has this run alone.
 *
 * @param message the message that is sent
 */
record RepeatedStart(String id, String session, String message) {
    static RepeatedStart of(String id, String command, String project, String provider) {
        String session = "session-" + id;
        return new RepeatedStart(
                id, session, GatewayMessages.startRun(id, command, "work slowly", project, session, provider));
    }

    /** What is wrong with the runs of the session; empty if it has exactly one. */
    Optional<String> fault(ServerAddress server) throws IOException, InterruptedException {
        int runs = server.restClient().listRuns("sessionId=" + session).size();
        return runs == 1
                ? Optional.empty()
                : Optional.of("the start with the id " + id + " was executed " + runs + " times");
    }
}
