package dev.codeagent.bench.escapes.server;

import static dev.codeagent.bench.escapes.server.HostileHttpServer.JSON_HEAD;
import static dev.codeagent.bench.escapes.server.HostileHttpServer.STREAM_HEAD;
import static dev.codeagent.bench.escapes.server.ProviderFixture.configuration;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model server, or who changes the address of one, tries to get a key or to make the server show it. */
final class ProviderAttempts {
    private static final String KEY = "sk-planted-0123456789";
    private static final String MODELS = JSON_HEAD + "{\"data\":[{\"id\":\"m-1\"}]}";

    private ProviderAttempts() {}

    static List<ServerAttempt> all() {
        var all = new ArrayList<>(List.of(
                ServerAttempt.of(
                        "providers/key-to-new-origin",
                        "changes the base URL of a provider with a stored key, and tests it",
                        target -> changeAddress(),
                        target -> connectWithoutCheck("mine")),
                ServerAttempt.of(
                        "providers/environment-key-to-new-origin",
                        "stores a known provider with another base URL, so that the key of the environment goes there",
                        target -> changePreset(),
                        target -> connectWithoutCheck("openai")),
                ServerAttempt.of(
                        "providers/copy-with-other-origin",
                        "connects with a project's copy of a provider that has another base URL",
                        target -> connectCopy(),
                        target -> connectWithoutCheck("mine"))));
        for (int status : List.of(301, 302, 303, 307, 308)) {
            all.add(ServerAttempt.of(
                    "providers/redirect[" + status + "]",
                    "redirects a request with a key to another origin",
                    target -> redirect(status, ProviderAttempts::testWithProduct),
                    target -> redirect(status, ProviderAttempts::getFollowingRedirects)));
        }
        Map.of(
                        "newline",
                        "sk-\nplanted",
                        "control",
                        "sk-\u0000planted",
                        "unicode",
                        "sk-plänted",
                        "blank",
                        " sk-planted")
                .forEach((name, key) -> all.add(ServerAttempt.of(
                        "providers/key-in-message[" + name + "]",
                        "stores a key that no header can carry, so that an error shows it",
                        target -> storeKey(key),
                        target -> showInJdkMessage(key))));
        Map.of(
                        "user", "https://planted:planted@a.example/v1",
                        "query", "https://a.example/v1?key=planted",
                        "fragment", "https://a.example/v1#planted",
                        "invalid", "https://planted@[a.example/v1")
                .forEach((name, url) -> all.add(ServerAttempt.of(
                        "providers/secret-in-url[" + name + "]",
                        "configures a URL that contains a secret, which lists and errors would show",
                        target -> configureUrl(url),
                        target -> showInUriMessage(url))));
        reflections()
                .forEach((name, answer) -> all.add(ServerAttempt.of(
                        "providers/key-reflected[" + name + "]",
                        "sends the key back, so that an error, an event or a list shows it",
                        target -> reflect(answer),
                        target -> showAnswer(answer))));
        Map.of(
                        "text",
                        "\"content\":\"a\\ud800b\"",
                        "thinking",
                        "\"reasoning\":\"\\udc00\",\"content\":\"b\"",
                        "arguments",
                        "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"\\ud800\"}}]",
                        "name",
                        "\"tool_calls\":[{\"function\":{\"name\":\"\\udfff\"}}]")
                .forEach((name, delta) -> all.add(ServerAttempt.of(
                        "providers/lone-surrogate[" + name + "]",
                        "sends half a surrogate pair, which no client and no database can encode",
                        target -> sendSurrogate(delta),
                        target -> encodeWithoutReplacement(delta))));
        return all;
    }

    private static Optional<String> received(HostileHttpServer server) {
        return server.requests().stream().filter(r -> r.contains(KEY)).findFirst();
    }

    private static Optional<String> changeAddress() throws IOException {
        try (var other = HostileHttpServer.answering(MODELS)) {
            var providers = new ProviderFixture(Map.of());
            providers.put(configuration("mine", "https://api.first.example/v1"), KEY);
            putIfAllowed(providers, configuration("mine", other.url()));
            providers.test("mine");
            return received(other);
        }
    }

    private static Optional<String> changePreset() throws IOException {
        try (var other = HostileHttpServer.answering(MODELS)) {
            var providers = new ProviderFixture(Map.of("OPENAI_API_KEY", KEY));
            putIfAllowed(providers, configuration("openai", other.url()));
            providers.test("openai");
            return received(other);
        }
    }

    private static void putIfAllowed(ProviderFixture providers, ProviderConfiguration changed) {
        try {
            providers.put(changed, "");
        } catch (AgentException e) {
            // Refused: the test then uses the old address.
        }
    }

    private static Optional<String> connectCopy() throws IOException {
        try (var other = HostileHttpServer.answering(MODELS)) {
            var providers = new ProviderFixture(Map.of());
            providers.put(configuration("mine", "https://api.first.example/v1"), KEY);
            providers.registry.connect(configuration("mine", other.url())).installedModels();
            return received(other);
        }
    }

    /** The key that has this id, whatever the address is. */
    private static Optional<String> connectWithoutCheck(String id) throws IOException {
        try (var other = HostileHttpServer.answering(MODELS)) {
            ProviderFixture.connect(configuration(id, other.url()), Optional.of(new Secret(KEY)))
                    .installedModels();
            return received(other);
        }
    }

    /** Sends a request with the key. */
    private interface Client {
        void get(String url) throws IOException, InterruptedException;
    }

    private static Optional<String> redirect(int status, Client client) throws IOException, InterruptedException {
        try (var other = HostileHttpServer.answering(MODELS);
                var first = HostileHttpServer.answering("HTTP/1.1 " + status
                        + " Moved\r\nContent-Length: 0\r\nLocation: " + other.url() + "/models\r\n\r\n")) {
            client.get(first.url());
            return other.requests().stream().findFirst();
        }
    }

    private static void testWithProduct(String url) {
        var providers = new ProviderFixture(Map.of());
        providers.put(configuration("mine", url), KEY);
        providers.test("mine");
        ProviderFixture.requestTurn(url, KEY, new StringBuilder());
    }

    private static void getFollowingRedirects(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()) {
            http.send(
                    HttpRequest.newBuilder(URI.create(url + "/models"))
                            .header("Authorization", "Bearer " + KEY)
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
    }

    private static Optional<String> storeKey(String key) {
        var providers = new ProviderFixture(Map.of("DOCKER_LLM_URL", "http://127.0.0.1:9/v1", "DOCKER_LLM_TOKEN", key));
        String messages = providers.test("docker-llm");
        try {
            providers.put(configuration("mine", "https://a.example/v1"), key);
            return Optional.of("the key was stored");
        } catch (AgentException e) {
            return contains(messages + e, "planted").or(() -> contains(messages + e, "plänted"));
        }
    }

    private static Optional<String> showInJdkMessage(String key) {
        try {
            HttpRequest.newBuilder(URI.create("https://a.example/v1")).header("Authorization", "Bearer " + key);
            // The JDK removes outer blanks and sends other characters than ASCII as question marks.
            return Optional.of("a request with another key is sent");
        } catch (IllegalArgumentException e) {
            return contains(String.valueOf(e.getMessage()), "planted");
        }
    }

    private static Optional<String> configureUrl(String url) {
        try {
            return contains(configuration("mine", url).toString() + ProviderUrl.parse("baseUrl", url), "planted")
                    .or(() -> Optional.of("the URL was accepted"));
        } catch (AgentException e) {
            return contains(e.toString(), "planted");
        } catch (IllegalArgumentException e) {
            return refusedWithoutSecret(url);
        }
    }

    private static Optional<String> refusedWithoutSecret(String url) {
        try {
            ProviderUrl.parse("baseUrl", url);
            return Optional.of("the URL was accepted");
        } catch (AgentException e) {
            return contains(e.toString(), "planted");
        }
    }

    /** As an error shows a URL that it does not examine. */
    private static Optional<String> showInUriMessage(String url) {
        try {
            return contains("not reachable: " + URI.create(url), "planted");
        } catch (IllegalArgumentException e) {
            return contains(String.valueOf(e.getMessage()), "planted");
        }
    }

    private static Map<String, String> reflections() {
        String atTheCut = "x".repeat(395) + KEY;
        return Map.of(
                "error", "HTTP/1.1 400 Bad\r\n\r\n{\"error\":{\"message\":\"" + atTheCut + "\"}}",
                "text", "HTTP/1.1 500 Bad\r\n\r\n" + atTheCut,
                "status", "HTTP/1.1 " + KEY + "\r\n\r\n",
                "header", "HTTP/1.1 200 OK\r\nContent-Length: " + KEY + "\r\n\r\n",
                "event", STREAM_HEAD + "data: {\"error\":{\"message\":\"" + atTheCut + "\"}}\n\n",
                "models", JSON_HEAD + "{\"data\":[{\"id\":\"" + KEY + "\"}]}");
    }

    private static Optional<String> reflect(String answer) throws IOException {
        try (var server = HostileHttpServer.answering(answer)) {
            var providers = new ProviderFixture(Map.of());
            providers.put(configuration("mine", server.url()), KEY);
            return contains(
                    providers.test("mine") + ProviderFixture.requestTurn(server.url(), KEY, new StringBuilder()),
                    "sk-pl");
        }
    }

    /** As a client shows an answer, or why there is none, without a look at the key. */
    private static Optional<String> showAnswer(String answer) throws IOException, InterruptedException {
        try (var server = HostileHttpServer.answering(answer);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.url() + "/models")).build();
            return contains(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body(), "sk-pl");
        } catch (IOException | IllegalArgumentException e) {
            return contains(e + " " + e.getCause(), "sk-pl");
        }
    }

    private static Optional<String> sendSurrogate(String delta) throws IOException {
        try (var server = HostileHttpServer.answering(
                STREAM_HEAD + "data: {\"choices\":[{\"delta\":{" + delta + "}}]}\n\ndata: [DONE]\n\n")) {
            var deltas = new StringBuilder();
            String answer = ProviderFixture.requestTurn(server.url(), KEY, deltas);
            return answer.startsWith("answered") ? unencodable(answer + deltas) : Optional.of(answer);
        }
    }

    private static Optional<String> encodeWithoutReplacement(String delta) {
        try (var reader = jakarta.json.Json.createReader(new java.io.StringReader("{" + delta + "}"))) {
            return unencodable(reader.readObject().toString());
        }
    }

    private static Optional<String> unencodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? Optional.empty()
                : Optional.of("the text cannot be encoded");
    }

    private static Optional<String> contains(String shown, String secret) {
        int at = shown.indexOf(secret);
        return at < 0
                ? Optional.empty()
                : Optional.of("shown: " + shown.substring(at, Math.min(shown.length(), at + 20)));
    }
}
