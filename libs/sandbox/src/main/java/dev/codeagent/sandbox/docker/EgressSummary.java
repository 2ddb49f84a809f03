package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.codeagent.docker.DockerEngineClient;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Summarizes the requests to a proxy. */
final class EgressSummary {
    private static final long READ_TIMEOUT_SECONDS = 20;

    private EgressSummary() {}

    /** The number of requests by host and outcome, e.g. {@code host=example.test:443 outcome=refused}. */
    static Map<String, Integer> countRequests(DockerEngineClient engine, String proxy) {
        var lines = new ByteArrayOutputStream();
        engine.call(
                "log",
                () -> engine.dockerClient()
                        .logContainerCmd(proxy)
                        .withStdOut(true)
                        .exec(new ResultCallback.Adapter<Frame>() {
                            @Override
                            public void onNext(Frame frame) {
                                lines.writeBytes(frame.getPayload());
                            }
                        })
                        .awaitCompletion(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS));
        var counts = new TreeMap<String, Integer>();
        lines.toString(StandardCharsets.UTF_8).lines().forEach(line -> addLine(line, counts));
        return counts;
    }

    private static void addLine(String line, Map<String, Integer> counts) {
        try (var reader = Json.createReader(new StringReader(line))) {
            JsonObject request = reader.readObject();
            if (request.containsKey("host")) {
                counts.merge(
                        "host=" + request.getString("host") + ":" + request.getInt("port") + " outcome="
                                + request.getString("outcome"),
                        1,
                        Integer::sum);
            }
        } catch (JsonException | ClassCastException e) {
            // A partial line at the end of the log.
        }
    }
}
