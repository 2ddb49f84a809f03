package dev.codeagent.bench.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ProjectUploads;
import dev.codeagent.projects.RunBranchStore;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** The server's uploads at an HTTP port, without the rest of the server. A restart keeps nothing but files. */
final class UploadEndpoint implements AutoCloseable {
    private final Path data;
    private final HttpServer http;
    private final Map<ProjectId, Project> projects = new ConcurrentHashMap<>();
    private volatile ProjectUploads uploads;

    UploadEndpoint(Path data) throws IOException {
        this.data = data;
        this.uploads = open();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/api/v1/uploads", this::handle);
        http.start();
    }

    private ProjectUploads open() {
        var configuration = new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 1));
        return new ProjectUploads(
                new Store(projects),
                () -> configuration,
                data,
                new RunBranchStore(data, PathMapping.IDENTITY),
                64 << 20,
                Clock.systemUTC());
    }

    int port() {
        return http.getAddress().getPort();
    }

    /** Requests that are being executed go on, like git processes of a server that was killed. */
    void restart() {
        uploads = open();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            long length = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Length"))
                    .map(Long::parseLong)
                    .orElse(0L);
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (body.length < length) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            try {
                answer(exchange, 200, RecordJson.write(execute(exchange, body)).build());
            } catch (AgentException e) {
                answer(
                        exchange,
                        409,
                        RecordJson.write(ErrorResponse.of(e.code(), e.getMessage()))
                                .build());
            }
        }
    }

    private Record execute(HttpExchange exchange, byte[] body) {
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (path.length == 4) {
            try (var reader = Json.createReader(new ByteArrayInputStream(body))) {
                JsonObject request = reader.readObject();
                return uploads.create(Caller.LOCAL, request.getString("key"), request.getString("name"), "");
            }
        }
        var project = new ProjectId(path[4]);
        return switch (exchange.getRequestMethod()) {
            case "GET" -> uploads.status(Caller.LOCAL, project);
            case "PUT" -> {
                long offset = Long.parseLong(exchange.getRequestURI().getQuery().replace("offset=", ""));
                yield uploads.receive(Caller.LOCAL, project, path[6], offset, body);
            }
            default -> uploads.finish(Caller.LOCAL, project, path[6]);
        };
    }

    private static void answer(HttpExchange exchange, int status, JsonObject json) throws IOException {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        http.stop(0);
    }

    /** Projects without settings. */
    private record Store(Map<ProjectId, Project> projects) implements ProjectStore {
        @Override
        public void create(Project project, ProjectConfiguration configuration) {
            projects.put(project.id(), project);
        }

        @Override
        public Optional<Project> find(ProjectId id) {
            return Optional.ofNullable(projects.get(id));
        }

        @Override
        public Optional<Project> findByPath(String path, String subdirectory) {
            return projects.values().stream()
                    .filter(project -> project.path().equals(path))
                    .findFirst();
        }

        @Override
        public List<Project> list() {
            return List.copyOf(projects.values());
        }

        @Override
        public ProjectConfiguration configuration(ProjectId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(ProjectId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void putAgent(ProjectId id, AgentConfiguration configuration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void putProvider(ProjectId id, ProviderConfiguration configuration) {
            throw new UnsupportedOperationException();
        }
    }
}
