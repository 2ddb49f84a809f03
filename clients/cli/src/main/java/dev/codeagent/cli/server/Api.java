package dev.codeagent.cli.server;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The server's REST face. A refusal ends the command with the server's own words. */
public final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI base;
    private final HttpClient http;
    private final Duration patience;

    public Api(URI base) {
        this(base, PATIENCE);
    }

    /** @param patience how long an answer may take */
    public Api(URI base, Duration patience) {
        this.base = base;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    public URI base() {
        return base;
    }

    public HttpClient http() {
        return http;
    }

    public JsonObject object(String method, String path, JsonObject body) {
        return parse(send(method, path, body.toString())).asJsonObject();
    }

    public JsonObject object(String method, String path) {
        return parse(send(method, path, "")).asJsonObject();
    }

    public JsonArray list(String path) {
        return parse(send("GET", path, "")).asJsonArray();
    }

    public String text(String path) {
        return send("GET", path, "");
    }

    /** Whether the server says that it is ready. */
    public boolean ready() {
        return up("ready", Duration.ofSeconds(5));
    }

    /** Whether the server answers at all. */
    public boolean live(Duration limit) {
        return up("live", limit);
    }

    private boolean up(String what, Duration limit) {
        try {
            var request = HttpRequest.newBuilder(URI.create(base + "/health/" + what))
                    .timeout(limit)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** A name as a part of a path. */
    public static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String send(String method, String path, String body) {
        var publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(patience)
                .header("Content-Type", "application/json")
                .method(method, publisher)
                .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw refused(method + " " + path, response);
            }
            return response.body();
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.SERVER,
                    "cannot reach the server at " + base + " (" + reason(e)
                            + "); `codeagent status` tells whether it runs",
                    e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static CliFailure refused(String what, HttpResponse<String> response) {
        try {
            JsonObject json = parse(response.body()).asJsonObject();
            return new CliFailure(ExitCode.REFUSED, json.getString("message") + " (" + json.getString("code") + ")");
        } catch (JsonException | ClassCastException | NullPointerException e) {
            return new CliFailure(
                    ExitCode.REFUSED, "the server answered " + what + " with HTTP " + response.statusCode());
        }
    }

    private static JsonStructure parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.read();
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static CliFailure interrupted() {
        Thread.currentThread().interrupt();
        return new CliFailure(ExitCode.INTERRUPTED, "interrupted");
    }
}
