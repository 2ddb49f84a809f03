package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.providers.recorded.RecordedExchange;
import dev.codeagent.providers.recorded.TrafficCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server records its exchanges with the fake model in every wire, without keys, and the recording replays. */
class RecordingTest {
    private static final Map<String, String> WIRES = new TreeMap<>(Map.of(
            "anthropic", "/anthropic/v1",
            "azure", "/openai/v1",
            "cohere", "/cohere/v2",
            "docker", "/engines/v1",
            "gemini", "/gemini/v1beta",
            "lmstudio", "/v1",
            "mistral", "/mistral/v1",
            "ollama", "/ollama/v1",
            "openai", "/v1",
            "responses", "/v1"));
    private static final String KEY = "planted-key-of-";
    private static final String TURNS = """
            [{"text": "I look.", "toolCalls": [{"name": "read_file", "arguments": {"path": "README.md"}}]},
             {"text": "It is planned."}]
            """;

    @TempDir
    Path folder;

    @Test
    void recordsEveryWireWithoutKeysAndReplays() throws Exception {
        String scenarios = WIRES.keySet().stream()
                .map(wire -> "\"" + KEY + wire + "\": {\"agents\": {\"planning\": " + TURNS + "}}")
                .collect(Collectors.joining(", "));
        Path recording = folder.resolve("recording");
        try (FakeModelProcess model =
                        FakeModelProcess.start(folder, EnvelopeCodec.parse("{\"scenarios\": {" + scenarios + "}}"));
                ServerProcess server = ServerProcess.start(
                        folder,
                        ServerProcess.StartOptions.shipped()
                                .with("CODEAGENT_PROVIDERS_RECORDING", recording.toString()))) {
            String project = server.restClient()
                    .registerProject(
                            GitRepository.create(folder.resolve("repository")).path());
            var runs = new ArrayList<String>();
            for (Map.Entry<String, String> wire : WIRES.entrySet()) {
                String key = KEY + wire.getKey();
                server.restClient().exchange("PUT", "/api/v1/providers/my-" + wire.getKey(), """
                        {"baseUrl": "%s", "apiKey": "%s", "defaultModel": "scripted-1", "wire": "%s"}
                        """.formatted(
                                model.url().replaceFirst("/v1$", wire.getValue()), key, wire.getKey()));
                runs.add(server.restClient()
                        .startRun(project, "/plan", "Plan, and repeat no " + key, "my-" + wire.getKey()));
            }
            for (String run : runs) {
                await(run)
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> server.restClient()
                                .getRun(run)
                                .getString("state")
                                .equals("completed"));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> answers(recording).size() == 2 * WIRES.size());
        }
        try (Stream<Path> files = Files.list(recording)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).doesNotContain(KEY);
            }
        }
        try (var check = new TrafficCheck(answers(recording))) {
            var results = check.run();
            assertThat(results.keySet())
                    .containsExactlyInAnyOrder(
                            "anthropic-messages",
                            "cohere-v2",
                            "gemini",
                            "mistral",
                            "ollama",
                            "openai-compat",
                            "openai-responses");
            results.forEach((family, result) -> {
                assertThat(result.wrong()).as(family).isEmpty();
                assertThat(result.refused()).as(family).isEmpty();
                assertThat(result.errors()).as(family).isEmpty();
                assertThat(result.read()).as(family).isGreaterThanOrEqualTo(2);
            });
        }
    }

    private static List<RecordedExchange> answers(Path recording) throws IOException {
        try (Stream<Path> files = Files.list(recording)) {
            Path file = files.filter(f -> f.getFileName().toString().startsWith("answers-"))
                    .findFirst()
                    .orElseThrow();
            return RecordedExchange.readAll(file);
        }
    }
}
