package dev.codeagent.traces;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes spans as the JSON of OTLP: ids are hexadecimal, 64-bit numbers are texts. */
final class OtlpJson {
    private static final int STATUS_ERROR = 2;
    private static final int MAX_TEXT = 400;
    private static final long NANOS = 1_000_000_000;

    private OtlpJson() {}

    /**
     * The body of an export request.
     *
     * @param resource attributes of the server
     */
    static String write(List<Span> spans, Map<String, Object> resource) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        spans.forEach(span -> all.add(write(span)));
        JsonObjectBuilder scope = Json.createObjectBuilder()
                .add("scope", Json.createObjectBuilder().add("name", "dev.codeagent"))
                .add("spans", all);
        JsonObjectBuilder resourceSpans = Json.createObjectBuilder()
                .add("resource", Json.createObjectBuilder().add("attributes", write(resource)))
                .add("scopeSpans", Json.createArrayBuilder().add(scope));
        return Json.createObjectBuilder()
                .add("resourceSpans", Json.createArrayBuilder().add(resourceSpans))
                .build()
                .toString();
    }

    private static JsonObjectBuilder write(Span span) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("traceId", span.traceId())
                .add("spanId", span.spanId())
                .add("name", shorten(span.name()))
                .add("kind", span.kind().number())
                .add("startTimeUnixNano", nanos(span.start()))
                .add("endTimeUnixNano", nanos(span.end()))
                .add("attributes", write(span.attributes()));
        span.parent().ifPresent(parent -> json.add("parentSpanId", parent));
        span.error()
                .ifPresent(error -> json.add(
                        "status",
                        Json.createObjectBuilder().add("code", STATUS_ERROR).add("message", shorten(error))));
        return json;
    }

    private static JsonArrayBuilder write(Map<String, Object> attributes) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        new TreeMap<>(attributes)
                .forEach((key, value) ->
                        array.add(Json.createObjectBuilder().add("key", key).add("value", value(value))));
        return array;
    }

    private static JsonObjectBuilder value(Object value) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        return switch (value) {
            case Long number -> json.add("intValue", number.toString());
            case List<?> list -> {
                JsonArrayBuilder values = Json.createArrayBuilder();
                list.forEach(item -> values.add(value(item)));
                yield json.add("arrayValue", Json.createObjectBuilder().add("values", values));
            }
            default -> json.add("stringValue", shorten(value.toString()));
        };
    }

    private static String nanos(Instant time) {
        return Long.toString(Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano()));
    }

    private static String shorten(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }
}
