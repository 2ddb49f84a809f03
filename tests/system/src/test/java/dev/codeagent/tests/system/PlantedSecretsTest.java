package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets in every input that may carry one, valid and invalid: over REST, on the command line, in the environment, and
 * in the answers of a model server that sends them back. No output contains one: answers, events, checks, logs, files.
 */
class PlantedSecretsTest {
    /** The part that all planted secrets have in common. */
    private static final String MARK = "planted";

    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static HttpServer model;
    /** What the server and the command line wrote, by origin. */
    private static final List<String> outputs = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        model.createContext("/", exchange -> {
            // Sends everything back that it received.
            String echo = "{\"error\":{\"message\":\"bad key "
                    + exchange.getRequestHeaders().get("Authorization") + " " + "x".repeat(320)
                    + exchange.getRequestHeaders().get("Authorization") + "\"}}";
            byte[] bytes = echo.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().endsWith("models") ? 401 : 400, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        model.start();
        server = ServerProcess.start(
                folder,
                ServerProcess.StartOptions.shipped()
                        .with("DOCKER_LLM_TOKEN", "sk-\n" + secret())
                        .with("DOCKER_LLM_URL", modelUrl())
                        .with("XAI_API_KEY", secret())
                        .with(
                                "CODEAGENT_PROVIDERS_RECORDING",
                                folder.resolve("recording").toString())
                        .with("HTTPS_PROXY", "http://user:" + secret() + "@127.0.0.1:9"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        model.stop(0);
    }

    private static String secret() {
        return "sk-" + MARK + "-" + COUNT.incrementAndGet();
    }

    private static String modelUrl() {
        return "http://127.0.0.1:" + model.getAddress().getPort() + "/v1";
    }

    private static RestClient rest() {
        return server.restClient();
    }

    private static String exchange(String method, String path, String body) throws Exception {
        String answer = rest().exchange(method, path, body);
        outputs.add(method + " " + path + ": " + answer);
        return answer;
    }

    private static void put(String name, String url, String key) throws Exception {
        exchange(
                "PUT",
                "/api/v1/providers/" + name,
                "{\"baseUrl\":\"" + url + "\",\"apiKey\":\"" + key + "\",\"defaultModel\":\"m-1\"}");
    }

    private static CommandResult cli(String... arguments) throws Exception {
        CommandResult result =
                new CodeagentCli(server.dataDirectory(), Map.of("PLANTED_KEY", "sk-\n" + secret())).run(arguments);
        outputs.add(arguments[0] + " out: " + result.out());
        outputs.add(arguments[0] + " err: " + result.err());
        return result;
    }

    private static String awaitEnd(String run) throws Exception {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !List.of("queued", "running", "waiting")
                        .contains(rest().getRun(run).getString("state")));
        return rest().getRun(run).toString();
    }

    @Test
    void noOutputContainsASecret() throws Exception {
        // Keys, valid and invalid.
        put("good", modelUrl(), secret());
        for (String key : List.of(
                "sk-\\n" + secret(), "\\u0000" + secret(), "ä" + secret(), " " + secret(), secret() + "\\r\\n")) {
            put("bad", modelUrl(), key);
            put("good", modelUrl(), key);
        }
        put("unreachable", "http://127.0.0.1:9/v1", secret());
        // An address without the key that belongs to another one, and addresses with secrets.
        exchange("PUT", "/api/v1/providers/good", "{\"baseUrl\":\"http://localhost:9/v1\"}");
        for (String url : List.of(
                "https://user:" + secret() + "@127.0.0.1:9/v1",
                "http://127.0.0.1:9/v1?key=" + secret(),
                "http://127.0.0.1:9/v1#" + secret(),
                "http://" + secret() + "@[::",
                "ftp://user:" + secret() + "@127.0.0.1/")) {
            put("url", url, "");
            cli("providers", "add", "url", "--url", url);
        }
        // Bodies of a wrong form.
        exchange(
                "PUT",
                "/api/v1/providers/form",
                "{\"baseUrl\":\"" + modelUrl() + "\",\"apiKey\":[\"" + secret() + "\"]}");
        exchange(
                "PUT",
                "/api/v1/providers/form",
                "{\"baseUrl\":\"" + modelUrl() + "\",\"apiKey\":{\"" + secret() + "\":1}}");
        exchange("PUT", "/api/v1/providers/form", "{\"apiKey\":\"" + secret());
        exchange("PUT", "/api/v1/providers/form", "{\"apiKey\":" + secret() + "}");
        exchange("PUT", "/api/v1/providers/form", secret());
        exchange(
                "PUT",
                "/api/v1/providers/form",
                "{\"baseUrl\":\"" + modelUrl() + "\",\"apiKey\":\"" + secret()
                        + "\",\"prices\":[{\"model\":\"m\",\"input\":\"x\"}]}");
        // The command line.
        cli("providers", "add", "cli", "--url", modelUrl(), "--key", "sk-\n" + secret());
        cli("providers", "add", "cli", "--url", modelUrl(), "--key-env", "PLANTED_KEY");
        Path keyFile = Files.writeString(folder.resolve("key.txt"), "a\n" + secret());
        cli("providers", "add", "cli", "--url", modelUrl(), "--key-file", keyFile.toString());
        // Keys that are tested before they are stored: a wrong one, an unreachable host, a known provider.
        for (String body : List.of(
                "{\"baseUrl\":\"" + modelUrl() + "\",\"apiKey\":\"" + secret() + "\"}",
                "{\"baseUrl\":\"" + modelUrl() + "\",\"apiKey\":\"" + secret() + "\",\"defaultModel\":\"m-1\"}",
                "{\"baseUrl\":\"http://127.0.0.1:9/v1\",\"apiKey\":\"" + secret() + "\"}",
                "{\"baseUrl\":\"" + modelUrl() + "\",\"apiKey\":\"sk-\\n" + secret() + "\"}",
                "{\"baseUrl\":\"" + modelUrl() + "\",\"wire\":\"" + secret() + "\",\"apiKey\":\"" + secret() + "\"}")) {
            exchange("PUT", "/api/v1/providers/tested?test=true", body);
        }
        cli("providers", "add", "tested", "--url", modelUrl(), "--key", secret(), "--model", "m-1");
        cli("providers", "add", "tested", "--url", modelUrl(), "--key", secret(), "--json");
        cli("providers", "show", "good");
        exchange("GET", "/api/v1/known-providers", "");
        exchange("GET", "/api/v1/providers/good/models", "");
        exchange("POST", "/api/v1/providers/good/pulls", "{\"model\":\"m\"}");
        exchange("GET", "/api/v1/providers/good/pulls", "");
        exchange("DELETE", "/api/v1/providers/good/models/m", "");
        cli("models", "list");
        cli("models", "pull", "good/m");
        exchange("POST", "/api/v1/credentials/rotate", "");
        cli("providers", "rotate");
        // Everything that calls a provider or shows one.
        for (String name : List.of("good", "bad", "unreachable", "docker-llm", "grok", "url", "form")) {
            exchange("POST", "/api/v1/providers/" + name + "/test", "");
            exchange("GET", "/api/v1/providers/" + name, "");
        }
        exchange("GET", "/api/v1/providers", "");
        exchange("GET", "/api/v1/health", "");
        exchange("GET", "/health", "");
        cli("providers", "list");
        cli("providers", "test", "good");
        cli("doctor");
        cli("doctor", "--json");
        String project = rest().registerProject(
                        GitRepository.create(folder.resolve("repository")).path());
        for (String provider : List.of("good", "unreachable", "docker-llm/m-1")) {
            String run = rest().startRun(project, "/plan", "do it", provider);
            outputs.add("run: " + awaitEnd(run));
            outputs.add("events: " + rest().listEvents(run));
            cli("status");
        }

        assertThat(outputs).as("the requests were answered").hasSizeGreaterThan(80);
        assertThat(String.join("\n", outputs)).contains("rejected the key (HTTP 401): bad key [Bearer ***]");
        assertThat(outputs).noneMatch(output -> output.contains(MARK));
        assertThat(folder.resolve("recording")).isDirectoryContaining("glob:**.jsonl");
        assertThat(filesWithSecrets()).isEmpty();
    }

    /** Logs, databases and all other files of the server; the keys in the credential store are encrypted. */
    private static List<Path> filesWithSecrets() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals("key.txt"))
                    .filter(PlantedSecretsTest::containsSecret)
                    .toList();
        }
    }

    private static boolean containsSecret(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARK);
        } catch (IOException e) {
            return false;
        }
    }
}
