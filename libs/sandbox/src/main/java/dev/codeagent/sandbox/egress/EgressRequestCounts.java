package dev.codeagent.sandbox.egress;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Logger;

/** Counts the requests in the log of a proxy by host and outcome. */
public final class EgressRequestCounts {
    /** A sandbox can request any number of names. */
    private static final int MAX_ENTRIES = 1_000;

    private static final Logger LOG = Logger.getLogger(EgressRequestCounts.class.getName());

    private final Map<String, Integer> counts = new TreeMap<>();

    /** Adds a line of the log; lines that are no requests are ignored. */
    public void add(String line) {
        try {
            JsonObject request = BoundedJson.readObject(line, BoundedJson.Limits.MESSAGE);
            if (request.containsKey("host")) {
                String entry = "host=" + request.getString("host") + ":" + request.getInt("port") + " outcome="
                        + request.getString("outcome");
                boolean full = counts.size() >= MAX_ENTRIES && !counts.containsKey(entry);
                counts.merge(full ? "host=(others)" : entry, 1, Integer::sum);
            }
        } catch (AgentException | ClassCastException | NullPointerException e) {
            // A partial line at the end of the log, or a message of Java.
        }
    }

    /** Logs one line for each host and outcome, for example {@code host=example.test:443 outcome=refused}. */
    public void log(String project) {
        counts.forEach((line, count) -> LOG.info("egress project=" + project + " " + line + " requests=" + count));
    }
}
