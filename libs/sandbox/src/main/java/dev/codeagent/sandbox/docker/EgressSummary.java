package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.docker.ContainerLog;
import dev.codeagent.docker.DockerEngineClient;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Summarizes the requests to a proxy. */
final class EgressSummary {
    private EgressSummary() {}

    /** The number of requests by host and outcome, e.g. {@code host=example.test:443 outcome=refused}. */
    static Map<String, Integer> countRequests(DockerEngineClient engine, String proxy) {
        var counts = new TreeMap<String, Integer>();
        ContainerLog.readStandardOutput(engine, proxy).lines().forEach(line -> addLine(line, counts));
        return counts;
    }

    private static void addLine(String line, Map<String, Integer> counts) {
        try {
            JsonObject request = BoundedJson.readObject(line, BoundedJson.Limits.MESSAGE);
            if (request.containsKey("host")) {
                counts.merge(
                        "host=" + request.getString("host") + ":" + request.getInt("port") + " outcome="
                                + request.getString("outcome"),
                        1,
                        Integer::sum);
            }
        } catch (AgentException | ClassCastException | NullPointerException e) {
            // A partial line at the end of the log.
        }
    }
}
