package dev.codeagent.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The images of an engine. Builds and pulls are plain HTTP requests: docker-java would send the registry credentials of
 * the server's user, and cannot limit the processors of a build.
 */
public record DockerImages(DockerEngineClient engine) {
    private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(30);
    private static final long CPU_PERIOD = 100_000;

    /**
     * Options of a build.
     *
     * @param network the name of a network, or {@code none}
     * @param cpus processor time, in processors
     * @param args build arguments of the Dockerfile
     * @param target a stage; empty for the last one
     */
    public record BuildOptions(
            String tag,
            String dockerfile,
            String target,
            Map<String, String> args,
            Map<String, String> labels,
            String network,
            double cpus,
            long memoryBytes) {}

    public Optional<InspectImageResponse> find(String image) {
        return engine.call("image", () -> {
            try {
                return Optional.of(engine.dockerClient().inspectImageCmd(image).exec());
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    public List<Image> findByLabels(Map<String, String> labels) {
        return engine.call(
                "image",
                () -> engine.dockerClient()
                        .listImagesCmd()
                        .withLabelFilter(labels)
                        .exec());
    }

    /** Removes an image and returns whether it did so; an image that a container or another image needs stays. */
    public boolean remove(String image) {
        return engine.call("image", () -> {
            try {
                engine.dockerClient().removeImageCmd(image).exec();
                return true;
            } catch (NotFoundException | ConflictException e) {
                return false;
            }
        });
    }

    /**
     * Builds an image. The containers of its steps are always removed.
     *
     * @param context a tar archive
     * @param onMessage receives each part of the output
     * @param cancellationCheck throws if the build is no longer needed; called often
     */
    public void build(BuildOptions build, InputStream context, Consumer<String> onMessage, Runnable cancellationCheck) {
        var query = new TreeMap<String, String>();
        query.put("t", build.tag());
        query.put("dockerfile", build.dockerfile());
        query.put("target", build.target());
        query.put("buildargs", toJson(build.args()));
        query.put("labels", toJson(build.labels()));
        query.put("networkmode", build.network());
        query.put("memory", String.valueOf(build.memoryBytes()));
        query.put("memswap", String.valueOf(build.memoryBytes()));
        query.put("cpuperiod", String.valueOf(CPU_PERIOD));
        query.put("cpuquota", String.valueOf(Math.round(build.cpus() * CPU_PERIOD)));
        query.put("rm", "1");
        query.put("forcerm", "1");
        DockerHttpClient.Request request = request("/build", query)
                .putHeader("Content-Type", "application/x-tar")
                .body(context)
                .build();
        execute(request, line -> onMessage.accept(line.getString("stream", "")), cancellationCheck);
    }

    /** Pulls an image from its registry, without credentials. */
    public void pull(String image, Consumer<JsonObject> onMessage, Runnable cancellationCheck) {
        int colon = image.lastIndexOf(':');
        boolean tagged = colon > image.lastIndexOf('/') || image.contains("@");
        execute(
                request("/images/create", Map.of("fromImage", tagged ? image : image + ":latest"))
                        .build(),
                onMessage,
                cancellationCheck);
    }

    private static DockerHttpClient.Request.Builder request(String path, Map<String, String> query) {
        String queryString = query.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var request = DockerHttpClient.Request.builder();
        request.method(DockerHttpClient.Request.Method.POST).path(path + "?" + queryString);
        return request;
    }

    private static String toJson(Map<String, String> values) {
        var object = Json.createObjectBuilder();
        values.forEach(object::add);
        return object.build().toString();
    }

    /** Reads the stream of messages until it ends; an error message of the engine becomes the exception. */
    private void execute(DockerHttpClient.Request request, Consumer<JsonObject> onMessage, Runnable cancellationCheck) {
        var openResponse = new AtomicReference<DockerHttpClient.Response>();
        try {
            engine.callCancellable("image", BUILD_TIMEOUT, cancellationCheck, () -> {
                try (DockerHttpClient.Response response = engine.http().execute(request)) {
                    openResponse.set(response);
                    readStream(response, onMessage);
                    return null;
                }
            });
        } finally {
            // An engine cancels a build when its client closes the connection.
            Optional.ofNullable(openResponse.get()).ifPresent(DockerHttpClient.Response::close);
        }
    }

    private static void readStream(DockerHttpClient.Response response, Consumer<JsonObject> onMessage)
            throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(response.getBody(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank()) {
                    continue;
                }
                JsonObject message = parse(line);
                String error = message.getString("error", response.getStatusCode() < 400 ? "" : errorMessage(message));
                if (!error.isEmpty()) {
                    throw new AgentException(ErrorCode.SANDBOX_FAILED, EngineErrors.withAdvice(error.strip()));
                }
                onMessage.accept(message);
            }
        }
    }

    private static String errorMessage(JsonObject message) {
        return message.getString("message", message.toString());
    }

    private static JsonObject parse(String line) throws IOException {
        try (var reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new IOException(
                    "the engine's answer is not JSON: " + line.substring(0, Math.min(200, line.length())));
        }
    }
}
