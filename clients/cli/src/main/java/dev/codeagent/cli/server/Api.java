package dev.codeagent.cli.server;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
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
import java.time.Duration;

/**
 * The server's REST face. A refusal ends the command with the server's own words. It works with the JDK's old
 * connection: its newer client costs a quarter of a second of CPU before the first request.
 */
public record Api(URI base) {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Answer(int status, String body) {}

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
        try {
            return exchange("GET", "/health/ready", "", Duration.ofSeconds(5)).status() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** A name as a part of a path. */
    public static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String send(String method, String path, String body) {
        try {
            Answer answer = exchange(method, path, body, PATIENCE);
            if (answer.status() >= HttpURLConnection.HTTP_MULT_CHOICE) {
                throw refused(method + " " + path, answer);
            }
            return answer.body();
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.SERVER,
                    "cannot reach the server at " + base + " (" + reason(e)
                            + "); `codeagent status` tells whether it runs",
                    e);
        }
    }

    private Answer exchange(String method, String path, String body, Duration patience) throws IOException {
        var connection = (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Accept", "*/*");
        if (!method.equals("GET")) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            connection.setDoOutput(true);
            // A body that is streamed is never sent again, also where the server closes the connection without an
            // answer.
            connection.setFixedLengthStreamingMode(bytes.length);
            connection.getOutputStream().write(bytes);
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getInputStream()
                : connection.getErrorStream()) {
            return new Answer(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static CliFailure refused(String what, Answer answer) {
        try {
            JsonObject json = parse(answer.body()).asJsonObject();
            return new CliFailure(ExitCode.REFUSED, json.getString("message") + " (" + json.getString("code") + ")");
        } catch (JsonException | ClassCastException | NullPointerException e) {
            return new CliFailure(ExitCode.REFUSED, "the server answered " + what + " with HTTP " + answer.status());
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
}
