package dev.codeagent.providers.recorded;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * One request of a model and the server's response.
 *
 * @param framing {@code bytes} for the body as received, {@code json} if it was written again, {@code payload-lines} for
 *     one event a line
 */
public record RecordedExchange(
        String id, String family, String url, int status, String contentType, String framing, String response) {

    /** Reads a file with one exchange a line, which may be compressed. */
    public static List<RecordedExchange> readAll(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                var lines = new BufferedReader(new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> of(parse(line).orElseThrow()))
                    .toList();
        }
    }

    private static RecordedExchange of(JsonObject line) {
        return new RecordedExchange(
                line.getString("id"),
                line.getString("family"),
                line.getString("url", ""),
                line.getInt("status"),
                line.getString("content_type", ""),
                line.getString("framing"),
                line.getString("response"));
    }

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    public boolean isStreamed() {
        return isServerSent() || contentType.contains("ndjson");
    }

    private boolean isServerSent() {
        return contentType.contains("event-stream")
                || framing.equals("payload-lines")
                || response.startsWith("data:")
                || response.startsWith("event:");
    }

    /** The JSON objects of the answer; one for an answer that is not a stream; without the end mark of a stream. */
    public List<JsonObject> events() {
        if (!isStreamed()) {
            return parse(response).stream().toList();
        }
        return response.replace("\r\n", "\n")
                .lines()
                .filter(line -> !isServerSent() || framing.equals("payload-lines") || line.startsWith("data:"))
                .map(line -> line.startsWith("data:") ? line.substring("data:".length()) : line)
                .flatMap(line -> parse(line.strip()).stream())
                .toList();
    }

    /** The body as the server sent it. */
    public String body() {
        if (!framing.equals("payload-lines")) {
            return response;
        }
        var body = new StringBuilder();
        response.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String type = parse(line).map(event -> event.getString("type", "")).orElse("");
            body.append(type.isEmpty() ? "" : "event: " + type + "\n");
            body.append("data: ").append(line).append("\n\n");
        });
        return body.toString();
    }

    /** Whether the answer has the end mark of chat completions. */
    public boolean endsWithDone() {
        return response.stripTrailing().endsWith("[DONE]");
    }

    static Optional<JsonObject> parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            JsonValue value = reader.readValue();
            return value instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (JsonException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
