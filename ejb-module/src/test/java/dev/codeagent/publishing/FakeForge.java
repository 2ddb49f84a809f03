package dev.codeagent.publishing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.publishing.Forge;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A git server's API as the documentation of its vendor describes it: addresses, headers of authentication, fields and
 * answers of GitHub (REST version 2022-11-28), GitLab (v4) and Gitea (v1). Other requests are answered 404.
 */
final class FakeForge implements AutoCloseable {
    static final String TOKEN = "token-that-nobody-sees";

    private final Forge forge;
    private final HttpServer server;
    private final List<JsonObject> requests = new ArrayList<>();

    FakeForge(Forge forge) throws IOException {
        this.forge = forge;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    ForgeEndpoint endpoint() {
        String repository = forge == Forge.GITLAB ? "group/sub/greeter" : "ann/greeter";
        return new ForgeEndpoint(
                forge, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api"), repository);
    }

    /** The bodies of the requests that created something. */
    List<JsonObject> created() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String target =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!isAuthorized(exchange)) {
            // A hostile server repeats what it got.
            answer(
                    exchange,
                    401,
                    Json.createObjectBuilder()
                            .add("message", "Bad credentials " + TOKEN)
                            .build()
                            .toString());
            return;
        }
        switch (forge) {
            case GITHUB -> github(exchange, target, body);
            case GITLAB -> gitlab(exchange, target, body);
            case GITEA -> gitea(exchange, target, body);
        }
    }

    private boolean isAuthorized(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        return switch (forge) {
            case GITHUB ->
                ("Bearer " + TOKEN).equals(headers.getFirst("Authorization"))
                        && "2022-11-28".equals(headers.getFirst("X-GitHub-Api-Version"))
                        && "application/vnd.github+json".equals(headers.getFirst("Accept"))
                        && headers.getFirst("User-Agent") != null;
            case GITLAB -> TOKEN.equals(headers.getFirst("PRIVATE-TOKEN"));
            case GITEA -> ("token " + TOKEN).equals(headers.getFirst("Authorization"));
        };
    }

    private void github(HttpExchange exchange, String target, String body) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        switch (target) {
            case "GET /api/repos/ann/greeter" -> answer(exchange, 200, "{\"default_branch\": \"trunk\"}");
            case "GET /api/repos/ann/greeter/pulls" -> answer(exchange, 200, list(query, "head=ann:", "head", "base"));
            case "POST /api/repos/ann/greeter/pulls" ->
                create(
                        exchange,
                        body,
                        "head",
                        422,
                        "{\"message\": \"Validation Failed\", \"errors\": [{\"resource\": \"PullRequest\", \"code\":"
                                + " \"custom\", \"message\": \"A pull request already exists for ann:x.\"}]}");
            default -> answer(exchange, 404, "{\"message\": \"Not Found\"}");
        }
    }

    private void gitlab(HttpExchange exchange, String target, String body) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        switch (target) {
            case "GET /api/projects/group%2Fsub%2Fgreeter" -> answer(exchange, 200, "{\"default_branch\": \"trunk\"}");
            case "GET /api/projects/group%2Fsub%2Fgreeter/merge_requests" ->
                answer(exchange, 200, list(query, "source_branch=", "source_branch", "target_branch"));
            case "POST /api/projects/group%2Fsub%2Fgreeter/merge_requests" ->
                create(
                        exchange,
                        body,
                        "source_branch",
                        409,
                        "{\"message\": [\"Another open merge request already exists for this source branch: !7\"]}");
            default -> answer(exchange, 404, "{\"message\": \"404 Project Not Found\"}");
        }
    }

    private void gitea(HttpExchange exchange, String target, String body) throws IOException {
        switch (target) {
            case "GET /api/repos/ann/greeter" -> answer(exchange, 200, "{\"default_branch\": \"trunk\"}");
            case "GET /api/repos/ann/greeter/pulls" -> answer(exchange, 200, list("", "", "head", "base"));
            case "POST /api/repos/ann/greeter/pulls" ->
                create(
                        exchange,
                        body,
                        "head",
                        409,
                        "{\"message\": \"pull request already exists for these targets [id: 7]\"}");
            default -> answer(exchange, 404, "{\"message\": \"The target couldn't be found.\"}");
        }
    }

    private String list(String query, String filter, String head, String base) {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (int i = 0; i < requests.size(); i++) {
            if (filter.isEmpty() || query.contains(filter + requests.get(i).getString(head))) {
                list.add(toJson(i + 7, requests.get(i), head, base));
            }
        }
        return list.build().toString();
    }

    private void create(HttpExchange exchange, String body, String head, int conflict, String error)
            throws IOException {
        JsonObject json = EnvelopeCodec.parse(body);
        if (requests.stream().anyMatch(r -> r.getString(head).equals(json.getString(head)))) {
            answer(exchange, conflict, error);
            return;
        }
        requests.add(json);
        String base = head.equals("head") ? "base" : "target_branch";
        answer(
                exchange,
                201,
                toJson(requests.size() + 6, json, head, base).build().toString());
    }

    private JsonObjectBuilder toJson(int number, JsonObject json, String head, String base) {
        JsonObjectBuilder answer = Json.createObjectBuilder().add("title", json.getString("title"));
        return forge == Forge.GITLAB
                ? answer.add("web_url", "https://127.0.0.1/merge_requests/" + number)
                        .add("iid", number)
                        .add("source_branch", json.getString(head))
                        .add("target_branch", json.getString(base))
                : answer.add("html_url", "https://127.0.0.1/pulls/" + number)
                        .add("number", number)
                        .add("head", Json.createObjectBuilder().add("ref", json.getString(head)))
                        .add("base", Json.createObjectBuilder().add("ref", json.getString(base)));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
