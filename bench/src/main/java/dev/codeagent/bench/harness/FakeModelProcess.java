package dev.codeagent.bench.harness;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripted model server as a process. */
public final class FakeModelProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LISTENING_PREFIX = "fake model listening on ";

    private final Process process;
    private final String url;

    private FakeModelProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    public static FakeModelProcess start(Path folder, JsonObject script) throws IOException {
        Path file = folder.resolve("script.json");
        Files.writeString(file, script.toString());
        Process process = new ProcessBuilder(BuildArtifacts.locate().fakeModelCommand(file))
                .redirectError(folder.resolve("fake-model.log").toFile())
                .start();
        ChildProcesses.destroyOnExit(process);
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith(LISTENING_PREFIX)) {
            throw new IOException(
                    "the fake model did not start: " + line + "; see " + folder.resolve("fake-model.log"));
        }
        return new FakeModelProcess(
                process, line.substring(LISTENING_PREFIX.length()).strip());
    }

    /** Returns the base URL for a provider, with {@code /v1}. */
    public String url() {
        return url;
    }

    /** Returns the address without a path, for the other wires. */
    public String origin() {
        return url.substring(0, url.length() - "/v1".length());
    }

    /**
     * Sends a request to the control API, which docs/fake-model.md describes.
     *
     * @param resource what follows {@code /_control/}
     */
    public JsonObject control(String method, String resource, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin() + "/_control/" + resource))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    method + " " + request.uri() + " returned " + response.statusCode() + ": " + response.body());
        }
        return GatewayMessages.parse(response.body());
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
