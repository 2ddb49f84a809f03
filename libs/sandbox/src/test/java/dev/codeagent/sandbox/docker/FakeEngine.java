package dev.codeagent.sandbox.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.ResourceLabels;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A fake engine that stores containers and networks. */
final class FakeEngine implements AutoCloseable {
    private static final ResourceLabels LABELS = new ResourceLabels("test");

    private final HttpServer server;
    private final Map<String, JsonObject> containers = new ConcurrentHashMap<>();
    private final Set<String> networks = new ConcurrentSkipListSet<>();
    private final Set<String> removedVolumes = new ConcurrentSkipListSet<>();

    private volatile Consumer<String> logReader = container -> {};

    FakeEngine() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** Is called with the id of each container whose log is read, before the engine answers. */
    void onLogRead(Consumer<String> reader) {
        logReader = reader;
    }

    DockerEngineClient engine() {
        return new DockerEngineClient(
                DockerConnection.withoutTls(
                        "tcp://127.0.0.1:" + server.getAddress().getPort()),
                Thread.ofPlatform().daemon().factory());
    }

    /**
     * Adds a running container of the test's server; its id is its name, its workspace volume is named after it, and
     * its network after its project.
     */
    void addContainer(String name, String project, String role) {
        var labels = Json.createObjectBuilder();
        LABELS.projectLabels(project, role).forEach(labels::add);
        var mount = Json.createObjectBuilder().add("Name", "workspace-" + name).add("Destination", "/workspace");
        containers.put(
                name,
                Json.createObjectBuilder()
                        .add("Id", name)
                        .add("Names", Json.createArrayBuilder().add("/" + name))
                        .add("State", "running")
                        .add("Image", "image")
                        .add("Labels", labels)
                        .add(
                                "NetworkSettings",
                                object("Networks", object("codeagent-test-" + project, JsonValue.EMPTY_JSON_OBJECT)))
                        .add("Mounts", Json.createArrayBuilder().add(mount))
                        .build());
    }

    private static JsonObject object(String name, JsonObject value) {
        return Json.createObjectBuilder().add(name, value).build();
    }

    void addNetwork(String name) {
        networks.add(name);
    }

    Set<String> containers() {
        return Set.copyOf(containers.keySet());
    }

    Set<String> networks() {
        return Set.copyOf(networks);
    }

    Set<String> removedVolumes() {
        return Set.copyOf(removedVolumes);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        switch (exchange.getRequestMethod() + " "
                + path.replaceFirst("^/(v[0-9.]+/)?", "").replaceFirst("/.*", "")) {
            case "DELETE containers" -> reply(exchange, containers.remove(last) == null ? 404 : 204, "");
            case "DELETE networks" -> reply(exchange, networks.remove(last) ? 204 : 404, "");
            case "DELETE volumes" -> reply(exchange, removedVolumes.add(last) ? 204 : 404, "");
            case "POST networks" -> reply(exchange, 201, createNetwork(body(exchange)));
            case "GET networks" -> reply(exchange, 200, listedNetworks());
            case "GET containers" -> {
                if (last.equals("logs")) {
                    logReader.accept(path.replaceFirst("/logs$", "").replaceFirst(".*/", ""));
                }
                reply(exchange, 200, last.equals("json") ? listContainers(exchange) : "");
            }
            default -> reply(exchange, 200, "{}");
        }
    }

    private static JsonObject body(HttpExchange exchange) {
        try (var json = Json.createReader(exchange.getRequestBody())) {
            return json.readObject();
        }
    }

    private String createNetwork(JsonObject network) {
        networks.add(network.getString("Name"));
        return "{\"Id\":\"" + network.getString("Name") + "\"}";
    }

    private String listedNetworks() {
        JsonArrayBuilder array = Json.createArrayBuilder();
        networks.forEach(name -> array.add(Json.createObjectBuilder()
                .add("Name", name)
                .add("Labels", Json.createObjectBuilder().add(ResourceLabels.OWNER, LABELS.owner()))));
        return array.build().toString();
    }

    private String listContainers(HttpExchange exchange) {
        Set<String> required = labels(exchange.getRequestURI().getRawQuery());
        JsonArrayBuilder found = Json.createArrayBuilder();
        containers.values().stream()
                .filter(c -> required.stream().allMatch(label -> hasLabel(c.getJsonObject("Labels"), label)))
                .forEach(found::add);
        return found.build().toString();
    }

    private static boolean hasLabel(JsonObject labels, String required) {
        String[] parts = required.split("=", 2);
        return labels.getString(parts[0], "").equals(parts[1]);
    }

    private static Set<String> labels(String query) {
        String filters = URLDecoder.decode(query.replaceFirst(".*filters=([^&]*).*", "$1"), StandardCharsets.UTF_8);
        try (var json = Json.createReader(new StringReader(filters))) {
            return Set.copyOf(json.readObject().getJsonArray("label").getValuesAs(JsonString::getString));
        }
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
