package dev.codeagent.cli.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.diagnostics.net.BoundedHttp;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Finds model servers on their standard ports of this machine. */
public final class ModelServerDiscovery {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final int MAX_BYTES = 4 << 20;

    /** Endpoints of well-known model servers. llama.cpp's default port, 8080, is the port of this system's server. */
    private static final List<Endpoint> ENDPOINTS = List.of(
            new Endpoint("ollama", "Ollama", "http://127.0.0.1:11434/v1"),
            new Endpoint("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1"),
            new Endpoint("docker", "Docker Model Runner", "http://127.0.0.1:12434/engines/v1"),
            new Endpoint("docker-llm", "Docker LLM", "http://127.0.0.1:8090/v1"),
            new Endpoint("llamacpp", "llama.cpp", "http://127.0.0.1:8081/v1"));

    private ModelServerDiscovery() {}

    public record Endpoint(String id, String name, String baseUrl) {}

    public record DiscoveredServer(Endpoint endpoint, int modelCount) {}

    /** Probes all endpoints in parallel, each with a short timeout: any program may listen on these ports. */
    public static List<DiscoveredServer> discover() {
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(TIMEOUT)
                        .build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Optional<DiscoveredServer>>> probes = ENDPOINTS.stream()
                    .map(endpoint -> CompletableFuture.supplyAsync(() -> probe(http, endpoint), threads))
                    .toList();
            return probes.stream()
                    .map(CompletableFuture::join)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /** Adds the server as a provider; false if its name or address is already known. */
    public static boolean registerProvider(RestClient client, DiscoveredServer server) {
        boolean known = client.getArray("/api/v1/providers").getValuesAs(JsonObject.class).stream()
                .map(provider -> provider.getJsonObject("configuration"))
                .anyMatch(c -> c.getString("id").equals(server.endpoint().id())
                        || c.getString("baseUrl").equals(server.endpoint().baseUrl()));
        if (!known) {
            client.requestObject(
                    "PUT",
                    "/api/v1/providers/" + server.endpoint().id(),
                    Json.createObjectBuilder()
                            .add("baseUrl", server.endpoint().baseUrl())
                            .build());
        }
        return !known;
    }

    private static Optional<DiscoveredServer> probe(HttpClient http, Endpoint endpoint) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint.baseUrl() + "/models"))
                .build();
        try {
            HttpResponse<byte[]> response = BoundedHttp.send(http, request, MAX_BYTES, TIMEOUT);
            return response.statusCode() == 200
                    ? countModels(new String(response.body(), StandardCharsets.UTF_8))
                            .map(n -> new DiscoveredServer(endpoint, n))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Empty if the answer is not a list of models: another program uses the port. */
    private static Optional<Integer> countModels(String body) {
        try {
            JsonValue data =
                    BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE).getOrDefault("data", JsonValue.NULL);
            return data.getValueType() == JsonValue.ValueType.ARRAY
                    ? Optional.of(data.asJsonArray().size())
                    : Optional.empty();
        } catch (AgentException e) {
            return Optional.empty();
        }
    }
}
