package dev.codeagent.bench.harness;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Client of the part of the server's REST API that benchmarks need; the API is in docs/rest.md. */
public record RestClient(ServerAddress server) {
    private static final int PAGE_SIZE = 500;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public boolean isReady() throws InterruptedException {
        try {
            return send(request("/health/ready").GET().build()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends a request with a body of any form and returns the body of the answer, also of an error. */
    public String exchange(String method, String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .body();
    }

    /** Registers a provider at the URL; its API key selects the scenario of the script. */
    public void registerProvider(String name, String url, String key) throws IOException, InterruptedException {
        registerProvider(name, url, key, "scripted-1");
    }

    /** Registers a provider of the OpenAI wire; an empty key or model is none. */
    public void registerProvider(String name, String url, String key, String model)
            throws IOException, InterruptedException {
        JsonObject body = Json.createObjectBuilder()
                .add("baseUrl", url)
                .add("apiKey", key)
                .add("defaultModel", model)
                .add("wire", "openai")
                .build();
        json(request("/api/v1/providers/" + name)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** Registers the directory as a project and returns its id. */
    public String registerProject(Path path) throws IOException, InterruptedException {
        JsonObject body =
                Json.createObjectBuilder().add("path", path.toString()).build();
        return json(request("/api/v1/projects")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build())
                .asJsonObject()
                .getString("id");
    }

    /** Starts a run and returns its id. */
    public String startRun(String project, String command, String prompt, String provider)
            throws IOException, InterruptedException {
        JsonObject body = Json.createObjectBuilder()
                .add("projectId", project)
                .add("command", command)
                .add("prompt", prompt)
                .add("provider", provider)
                .build();
        return json(request("/api/v1/runs")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build())
                .asJsonObject()
                .getString("id");
    }

    public JsonObject getRun(String id) throws IOException, InterruptedException {
        return get("/api/v1/runs/" + id).asJsonObject();
    }

    /** Requests the cancellation of a run and returns the body of the answer, also if the server refuses. */
    public String cancelRun(String id) throws IOException, InterruptedException {
        return send(request("/api/v1/runs/" + id + "/cancel")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .body();
    }

    /** Sends a body that may be invalid, and returns the answer, also if the server refuses. */
    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public JsonArray listRuns(String query) throws IOException, InterruptedException {
        return get("/api/v1/runs?" + query).asJsonArray();
    }

    public JsonArray getArray(String path) throws IOException, InterruptedException {
        return get(path).asJsonArray();
    }

    /** Returns all events of a run. */
    public List<JsonObject> listEvents(String run) throws IOException, InterruptedException {
        var all = new ArrayList<JsonObject>();
        List<JsonObject> page;
        do {
            long after = all.isEmpty() ? 0 : all.getLast().getJsonNumber("seq").longValue();
            page = get("/api/v1/runs/" + run + "/events?after=" + after + "&limit=" + PAGE_SIZE)
                    .asJsonObject()
                    .getJsonArray("events")
                    .getValuesAs(JsonObject.class);
            all.addAll(page);
        } while (page.size() == PAGE_SIZE);
        return all;
    }

    private JsonStructure get(String path) throws IOException, InterruptedException {
        return json(request(path).header("Accept", "application/json").GET().build());
    }

    private HttpRequest.Builder request(String path) {
        return server.request(path).timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonStructure json(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request);
        if (response.statusCode() / 100 != 2) {
            throw new IOException(request.method() + " " + request.uri().getPath() + " returned "
                    + response.statusCode() + ": " + response.body());
        }
        try (var reader = Json.createReader(new StringReader(response.body()))) {
            return reader.read();
        }
    }
}
