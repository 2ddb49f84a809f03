package dev.codeagent.fakemodel;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** A minimal client of the chat completions API. */
record CompletionClient(HttpClient http, URI url, String key) {

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return http.send(
                request("/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                bodyHandler());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), bodyHandler());
    }

    private static HttpResponse.BodyHandler<String> bodyHandler() {
        return HttpResponse.BodyHandlers.ofString();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path));
        return key.isEmpty() ? builder : builder.header("Authorization", "Bearer " + key);
    }

    /** Returns the chunks of a complete stream. */
    List<JsonObject> streamChunks(String body) throws IOException, InterruptedException {
        List<String> data = post(body).body().lines().filter(l -> !l.isEmpty()).toList();
        if (!data.getLast().equals("data: [DONE]")) {
            throw new IOException("the stream is incomplete: " + data.getLast());
        }
        var chunks = new ArrayList<JsonObject>();
        data.subList(0, data.size() - 1).forEach(line -> chunks.add(parseJson(line.substring("data: ".length()))));
        return chunks;
    }

    static JsonObject parseJson(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    static String errorMessage(HttpResponse<String> response) {
        return parseJson(response.body()).getJsonObject("error").getString("message");
    }
}
