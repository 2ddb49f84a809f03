package dev.codeagent.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Model servers that answer on their standard ports of this machine. */
public final class ModelServers {
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** Where a well-known program serves models. llama.cpp's own port, 8080, is the one of our server. */
    private static final List<Known> KNOWN = List.of(
            new Known("ollama", "Ollama", "http://127.0.0.1:11434/v1"),
            new Known("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1"),
            new Known("docker", "Docker Model Runner", "http://127.0.0.1:12434/engines/v1"),
            new Known("docker-llm", "Docker LLM", "http://127.0.0.1:8090/v1"),
            new Known("llamacpp", "llama.cpp", "http://127.0.0.1:8081/v1"));

    private ModelServers() {}

    public record Known(String id, String name, String baseUrl) {}

    public record Found(Known known, int models) {}

    /** Asks all of them at the same time; none of them costs more than its patience. */
    public static List<Found> find() {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            List<CompletableFuture<Optional<Found>>> answers =
                    KNOWN.stream().map(known -> ask(http, known)).toList();
            return answers.stream()
                    .map(CompletableFuture::join)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /** Adds the server as a provider; false where its name or address is known already. */
    public static boolean register(Api api, Found found) {
        boolean known = api.list("/api/v1/providers").getValuesAs(JsonObject.class).stream()
                .map(provider -> provider.getJsonObject("configuration"))
                .anyMatch(c -> c.getString("id").equals(found.known().id())
                        || c.getString("baseUrl").equals(found.known().baseUrl()));
        if (!known) {
            api.object(
                    "PUT",
                    "/api/v1/providers/" + found.known().id(),
                    Json.createObjectBuilder()
                            .add("baseUrl", found.known().baseUrl())
                            .build());
        }
        return !known;
    }

    private static CompletableFuture<Optional<Found>> ask(HttpClient http, Known known) {
        var request = HttpRequest.newBuilder(URI.create(known.baseUrl() + "/models"))
                .timeout(PATIENCE)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> response.statusCode() == 200
                        ? count(response.body()).map(n -> new Found(known, n))
                        : Optional.<Found>empty())
                .exceptionally(nobodyThere -> Optional.empty());
    }

    /** Empty where the answer is not a list of models: another program has the port. */
    private static Optional<Integer> count(String body) {
        try (var reader = Json.createReader(new StringReader(body))) {
            JsonValue data = reader.readObject().get("data");
            return data != null && data.getValueType() == JsonValue.ValueType.ARRAY
                    ? Optional.of(data.asJsonArray().size())
                    : Optional.empty();
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
