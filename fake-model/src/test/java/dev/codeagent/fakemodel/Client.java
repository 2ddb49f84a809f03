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

/** A client of the wire, as plain as can be. */
record Client(HttpClient http, URI url, String key) {

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return http.send(
                request("/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                text());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), text());
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path));
        return key.isEmpty() ? builder : builder.header("Authorization", "Bearer " + key);
    }

    /** The chunks of a stream that ended as it should. */
    List<JsonObject> stream(String body) throws IOException, InterruptedException {
        List<String> data = post(body).body().lines().filter(l -> !l.isEmpty()).toList();
        if (!data.getLast().equals("data: [DONE]")) {
            throw new IOException("no end: " + data.getLast());
        }
        var chunks = new ArrayList<JsonObject>();
        data.subList(0, data.size() - 1).forEach(line -> chunks.add(json(line.substring("data: ".length()))));
        return chunks;
    }

    static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    static String error(HttpResponse<String> response) {
        return json(response.body()).getJsonObject("error").getString("message");
    }
}
