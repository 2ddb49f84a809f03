package dev.codeagent.cli.server;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Client of the server's REST API. An error response ends the command with the server's message (exit code REFUSED). It
 * uses {@link HttpURLConnection}, because {@code HttpClient} needs 250 ms of CPU before the first request.
 *
 * @param timeout limit for each response
 * @param tokens the token of the server
 */
public record RestClient(URI baseUri, Duration timeout, TokenSource tokens) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private record Response(int status, byte[] bytes) {

        String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private record Body(String type, byte[] bytes) {
        private static Body json(String text) {
            return new Body("application/json", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    public RestClient(URI base, TokenSource tokens) {
        this(base, DEFAULT_TIMEOUT, tokens);
    }

    /** A client that only asks for the health of the server, which needs no token. */
    public static RestClient forHealth(URI base) {
        return new RestClient(base, TokenSource.none());
    }

    public JsonObject requestObject(String method, String path, JsonObject body) {
        return parse(send(method, path, body.toString())).asJsonObject();
    }

    public JsonObject requestObject(String method, String path) {
        return parse(send(method, path, "")).asJsonObject();
    }

    /** The same server with another limit for each response. */
    public RestClient withTimeout(Duration newTimeout) {
        return new RestClient(baseUri, newTimeout, tokens);
    }

    public void delete(String path) {
        send("DELETE", path, "");
    }

    public JsonArray getArray(String path) {
        return parse(send("GET", path, "")).asJsonArray();
    }

    /** The bytes of a response that does not have to be text. */
    public byte[] getBytes(String path) {
        return exchange("GET", path, "").bytes();
    }

    /** The bytes of a response to a request with a body. */
    public byte[] postForBytes(String path, JsonObject body) {
        return exchange("POST", path, body.toString()).bytes();
    }

    /** Sends bytes that do not have to be text. */
    public JsonObject putBytes(String path, byte[] body) {
        return parse(exchange("PUT", path, new Body("application/octet-stream", body))
                        .body())
                .asJsonObject();
    /** Sends a file as the body of a request. */
    public JsonObject upload(String path, Path file) {
        try {
            var content = new Body("application/octet-stream", Files.readAllBytes(file));
            return parse(exchange("POST", path, content).body()).asJsonObject();
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether the server reports that it is ready. */
    public boolean isReady() {
        return isHealthy("ready", Duration.ofSeconds(5));
    }

    /** Whether the server answers at all. */
    public boolean isLive(Duration limit) {
        return isHealthy("live", limit);
    }

    private boolean isHealthy(String target, Duration limit) {
        try {
            return exchange("GET", "/health/" + target, Body.json(""), limit).status() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** Encodes a name as one segment of a path. */
    public static String encodePathSegment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String send(String method, String path, String body) {
        return exchange(method, path, body).body();
    }

    private Response exchange(String method, String path, String body) {
        return exchange(method, path, Body.json(body));
    }

    private Response exchange(String method, String path, Body body) {
        try {
            Response response = exchange(method, path, body, timeout);
            if (response.status() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                throw tokens.refusal(baseUri);
            }
            if (response.status() >= HttpURLConnection.HTTP_MULT_CHOICE) {
                throw toException(method + " " + path, response);
            }
            return response;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.SERVER,
                    "cannot reach the server at " + baseUri + " (" + describe(e)
                            + "); check it with `codeagent status`",
                    e);
        }
    }

    private Response exchange(String method, String path, Body body, Duration limit) throws IOException {
        var connection = (HttpURLConnection) URI.create(baseUri + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) Math.min(CONNECT_TIMEOUT.toMillis(), limit.toMillis()));
        connection.setReadTimeout((int) limit.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Content-Type", body.type());
        connection.setRequestProperty("Accept", "*/*");
        tokens.authorization(baseUri).ifPresent(value -> connection.setRequestProperty("Authorization", value));
        if (!method.equals("GET")) {
            connection.setDoOutput(true);
            // The JDK never resends a streamed body, even if the server closes the connection without an answer.
            connection.setFixedLengthStreamingMode(body.bytes().length);
            connection.getOutputStream().write(body.bytes());
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getInputStream()
                : connection.getErrorStream()) {
            return new Response(status, in == null ? new byte[0] : in.readAllBytes());
        }
    }

    private static CliException toException(String target, Response response) {
        try {
            JsonObject json = parse(response.body()).asJsonObject();
            return new CliException(ExitCode.REFUSED, json.getString("message") + " (" + json.getString("code") + ")");
        } catch (JsonException | ClassCastException | NullPointerException e) {
            return new CliException(
                    ExitCode.REFUSED, "the server answered " + target + " with HTTP " + response.status());
        }
    }

    private static JsonStructure parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.read();
        }
    }

    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
