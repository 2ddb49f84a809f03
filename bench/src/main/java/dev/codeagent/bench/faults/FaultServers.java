package dev.codeagent.bench.faults;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.bench.harness.FakeModelPaths;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The scripted model server, which speaks all wires, and the servers that are broken below HTTP. */
final class FaultServers implements AutoCloseable {
    static final String ANSWER = "The plan is complete.";
    static final String MODEL = "scripted-1";
    static final String TOOL = "read_file";
    private static final Pacing PACING = new Pacing(3, 5);
    /** More than any run makes. */
    private static final int ALWAYS = 1_000;

    private static final int MAX_TURNS = 5;

    /** The path of each wire at the scripted model server. */
    private final FakeModelProcess model;

    private final String modelOrigin;
    private final BrokenServers broken;
    private final HttpClient http = HttpClient.newHttpClient();

    FaultServers(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        broken = new BrokenServers(folder);
        // A cut answer is continued in the next turns.
        var answer = Collections.nCopies(MAX_TURNS, new ScriptedTurn(ANSWER, PACING, List.of()));
        model = FakeModelProcess.start(
                folder, ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("*", answer), false))));
        modelOrigin = model.url().replaceFirst("/v1$", "");
    }

    /** The key that the provider of a cell sends. */
    static String key(String id) {
        return "key-of-" + id;
    }

    ProviderConfiguration provider(String id, String wire, String origin) {
        return new ProviderConfiguration(
                new ProviderId(id),
                wire,
                URI.create(origin + FakeModelPaths.of(wire)),
                MODEL,
                List.of(),
                FaultCell.FIRST_BYTE,
                FaultCell.BETWEEN_BYTES);
    }

    ProviderConfiguration healthy(String id, String wire) {
        return provider(id, wire, modelOrigin);
    }

    /** A provider with this fault in all its answers. */
    ProviderConfiguration faulty(String id, String wire, ProviderFault fault) throws IOException, InterruptedException {
        if (fault.played().isEmpty()) {
            return provider(id, wire, broken.origin(fault.server()));
        }
        if (fault == ProviderFault.MALFORMED_ARGUMENTS) {
            putToolScenario(id);
        }
        put(
                "/_control/faults",
                Json.createObjectBuilder()
                        .add("key", key(id))
                        .add(
                                "faults",
                                Json.createArrayBuilder()
                                        .add(Json.createReader(new StringReader(
                                                        fault.played().orElseThrow()))
                                                .readObject()))
                        .add("times", ALWAYS)
                        .build()
                        .toString());
        return healthy(id, wire);
    }

    private void putToolScenario(String id) throws IOException, InterruptedException {
        var call = new ScriptedTurn("", PACING, List.of(ScriptedCall.of(TOOL, "path", "a.txt")));
        var answer = new ScriptedTurn(ANSWER, PACING, List.of());
        put(
                "/_control/scenarios/" + key(id),
                ModelScripts.scenario(Map.of("*", List.of(call, answer)), false).toString());
    }

    private void put(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(modelOrigin + path))
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("PUT " + path + ": " + response.body());
        }
    }

    @Override
    public void close() {
        model.close();
        broken.close();
        http.close();
    }
}
