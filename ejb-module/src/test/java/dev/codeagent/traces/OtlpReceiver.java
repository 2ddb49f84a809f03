package dev.codeagent.traces;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector that reads what it gets as strictly as the JSON of OTLP says: unknown fields and wrong types are errors. */
final class OtlpReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ArrayDeque<>();

    record ReceivedSpan(
            String traceId,
            String spanId,
            String name,
            int kind,
            long startNanos,
            long endNanos,
            Map<String, Object> attributes) {}

    record Request(Headers headers, String body, Map<String, Object> resource, List<ReceivedSpan> spans) {
        String header(String name) {
            return headers.getFirst(name);
        }

        ReceivedSpan span(String name) {
            return spans.stream()
                    .filter(span -> span.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    OtlpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
    }

    List<Request> requests() {
        return requests;
    }

    /** The next answers; afterwards 200. */
    void answer(Integer... statuses) {
        answers.addAll(List.of(statuses));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status;
            try {
                requests.add(read(exchange.getRequestHeaders(), body));
                status = answers.isEmpty() ? 200 : answers.remove();
            } catch (RuntimeException e) {
                status = 400;
            }
            exchange.getResponseHeaders().set("Location", "/v1/traces");
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static Request read(Headers headers, String body) {
        JsonObject root = EnvelopeCodec.parse(body);
        JsonObject resourceSpans = only(allow(root, "resourceSpans"), "resourceSpans");
        JsonObject scopeSpans = only(allow(resourceSpans, "resource", "scopeSpans"), "scopeSpans");
        List<ReceivedSpan> spans =
                allow(scopeSpans, "scope", "spans").getJsonArray("spans").getValuesAs(JsonObject.class).stream()
                        .map(OtlpReceiver::span)
                        .toList();
        return new Request(headers, body, attributes(resourceSpans.getJsonObject("resource")), spans);
    }

    private static ReceivedSpan span(JsonObject span) {
        allow(
                span,
                "traceId",
                "spanId",
                "parentSpanId",
                "name",
                "kind",
                "startTimeUnixNano",
                "endTimeUnixNano",
                "attributes",
                "status");
        require(new BigInteger(span.getString("traceId"), 16).signum() > 0
                && span.getString("traceId").length() == 32);
        require(new BigInteger(span.getString("spanId"), 16).signum() > 0
                && span.getString("spanId").length() == 16);
        require(span.getInt("kind") >= 1 && span.getInt("kind") <= 5);
        return new ReceivedSpan(
                span.getString("traceId"),
                span.getString("spanId"),
                span.getString("name"),
                span.getInt("kind"),
                Long.parseLong(span.getString("startTimeUnixNano")),
                Long.parseLong(span.getString("endTimeUnixNano")),
                attributes(span));
    }

    private static Map<String, Object> attributes(JsonObject owner) {
        var attributes = new HashMap<String, Object>();
        owner.getJsonArray("attributes")
                .getValuesAs(JsonObject.class)
                .forEach(attribute -> attributes.put(
                        allow(attribute, "key", "value").getString("key"), value(attribute.getJsonObject("value"))));
        return attributes;
    }

    private static Object value(JsonObject value) {
        require(value.size() == 1);
        return switch (value.keySet().iterator().next()) {
            case "stringValue" -> value.getString("stringValue");
            case "intValue" -> Long.parseLong(value.getString("intValue"));
            case "arrayValue" -> {
                JsonArray values =
                        allow(value.getJsonObject("arrayValue"), "values").getJsonArray("values");
                yield values.getValuesAs(JsonObject.class).stream()
                        .map(OtlpReceiver::value)
                        .toList();
            }
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private static JsonObject only(JsonObject owner, String name) {
        require(owner.getJsonArray(name).size() == 1);
        return owner.getJsonArray(name).getJsonObject(0);
    }

    private static JsonObject allow(JsonObject object, String... names) {
        require(Set.of(names).containsAll(object.keySet()));
        return object;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not OTLP");
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
