package dev.codeagent.fakemodel;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A minimal client of one wire; {@code key} goes into the header of the wire. */
record WireClient(HttpClient http, URI origin, WireRequest wire, String key) {

    /** How each wire asks "hi" for an answer. */
    enum WireRequest {
        OPENAI_CHAT(
                "/v1/chat/completions",
                "Authorization",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":%s,"
                        + "\"stream_options\":{\"include_usage\":true}}"),
        AZURE(
                "/openai/deployments/m/chat/completions?api-version=2024-10-21",
                "api-key",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":%s,"
                        + "\"stream_options\":{\"include_usage\":true}}"),
        RESPONSES("/v1/responses", "Authorization", "{\"model\":\"m\",\"input\":\"hi\",\"stream\":%s}"),
        ANTHROPIC(
                "/v1/messages",
                "x-api-key",
                "{\"model\":\"m\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"stream\":%s}"),
        GEMINI(
                "/v1beta/models/m:streamGenerateContent?alt=sse",
                "x-goog-api-key",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}"),
        MISTRAL(
                "/mistral/v1/chat/completions",
                "Authorization",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":%s}"),
        COHERE(
                "/v2/chat",
                "Authorization",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":%s}"),
        OLLAMA(
                "/api/chat",
                "Authorization",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":%s}");

        private final String path;
        private final String keyHeader;
        private final String body;

        WireRequest(String path, String keyHeader, String body) {
            this.path = path;
            this.keyHeader = keyHeader;
            this.body = body;
        }

        String path(boolean stream) {
            return stream ? path : path.replace("streamGenerateContent?alt=sse", "generateContent");
        }

        String body(boolean stream) {
            return body.replace("%s", String.valueOf(stream));
        }
    }

    HttpResponse<byte[]> ask(boolean stream) throws IOException, InterruptedException {
        return post(wire.path(stream), wire.body(stream));
    }

    HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    HttpResponse<byte[]> send(String method, String path, String body) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(origin.resolve(path)).timeout(Duration.ofSeconds(20));
        if (wire == WireRequest.ANTHROPIC) {
            builder.header("anthropic-version", "2023-06-01");
        }
        if (!key.isEmpty()) {
            boolean bearer = wire.keyHeader.equals("Authorization");
            builder.header(wire.keyHeader, bearer ? "Bearer " + key : key);
        }
        return builder;
    }
}
