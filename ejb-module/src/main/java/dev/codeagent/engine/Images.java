package dev.codeagent.engine;

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
 * An engine's images. They are built and pulled by plain requests: docker-java would send along what the user of the server
 * may log in with, and has no bound of processors for a build.
 */
public record Images(Engine engine) {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final long CPU_PERIOD = 100_000;

    /**
     * What a build may do.
     *
     * @param network a network's name or {@code none}
     * @param cpus processors' worth of time
     * @param args of the Dockerfile
     * @param target a stage, or empty for the last
     */
    public record Build(
            String tag,
            String dockerfile,
            String target,
            Map<String, String> args,
            Map<String, String> labels,
            String network,
            double cpus,
            long memoryBytes) {}

    public Optional<InspectImageResponse> find(String image) {
        return engine.ask("image", () -> {
            try {
                return Optional.of(engine.client().inspectImageCmd(image).exec());
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    public List<Image> labelled(Map<String, String> labels) {
        return engine.ask(
                "image",
                () -> engine.client().listImagesCmd().withLabelFilter(labels).exec());
    }

    /** Whether it went; one that a container or another image needs stays. */
    public boolean remove(String image) {
        return engine.ask("image", () -> {
            try {
                engine.client().removeImageCmd(image).exec();
                return true;
            } catch (NotFoundException | ConflictException e) {
                return false;
            }
        });
    }

    /**
     * Builds an image; containers of its steps go in any case.
     *
     * @param context a tar archive
     * @param said is told each piece of the engine's output
     * @param check throws where the build is no longer wanted; asked often
     */
    public void build(Build build, InputStream context, Consumer<String> said, Runnable check) {
        var query = new TreeMap<String, String>();
        query.put("t", build.tag());
        query.put("dockerfile", build.dockerfile());
        query.put("target", build.target());
        query.put("buildargs", object(build.args()));
        query.put("labels", object(build.labels()));
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
        follow(request, line -> said.accept(line.getString("stream", "")), check);
    }

    /** Fetches an image from its registry, as one whom the registry does not know. */
    public void pull(String image, Consumer<JsonObject> said, Runnable check) {
        int colon = image.lastIndexOf(':');
        boolean tagged = colon > image.lastIndexOf('/') || image.contains("@");
        follow(
                request("/images/create", Map.of("fromImage", tagged ? image : image + ":latest"))
                        .build(),
                said,
                check);
    }

    private static DockerHttpClient.Request.Builder request(String path, Map<String, String> query) {
        String words = query.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var request = DockerHttpClient.Request.builder();
        request.method(DockerHttpClient.Request.Method.POST).path(path + "?" + words);
        return request;
    }

    private static String object(Map<String, String> values) {
        var object = Json.createObjectBuilder();
        values.forEach(object::add);
        return object.build().toString();
    }

    /** Reads what the engine says until it is done; its complaint becomes the failure. */
    private void follow(DockerHttpClient.Request request, Consumer<JsonObject> said, Runnable check) {
        var open = new AtomicReference<DockerHttpClient.Response>();
        try {
            engine.follow("image", LONGEST, check, () -> {
                try (DockerHttpClient.Response response = engine.http().execute(request)) {
                    open.set(response);
                    read(response, said);
                    return null;
                }
            });
        } finally {
            // An engine ends a build that nobody listens to.
            Optional.ofNullable(open.get()).ifPresent(DockerHttpClient.Response::close);
        }
    }

    private static void read(DockerHttpClient.Response response, Consumer<JsonObject> said) throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(response.getBody(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank()) {
                    continue;
                }
                JsonObject piece = parse(line);
                String complaint = piece.getString("error", response.getStatusCode() < 400 ? "" : complaint(piece));
                if (!complaint.isEmpty()) {
                    throw new AgentException(ErrorCode.SANDBOX_FAILED, EngineWords.advised(complaint.strip()));
                }
                said.accept(piece);
            }
        }
    }

    private static String complaint(JsonObject piece) {
        return piece.getString("message", piece.toString());
    }

    private static JsonObject parse(String line) throws IOException {
        try (var reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new IOException("the engine's answer is no JSON: " + line.substring(0, Math.min(200, line.length())));
        }
    }
}
