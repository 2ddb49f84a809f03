package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.TimeFactor;
import dev.codeagent.bench.harness.WebSocketConnection;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** JSON that is short but expensive to read: deep nesting, and numbers with huge exponents. */
final class JsonAttempts {
    private static final int DEPTH = 100_000;
    private static final long SLOW_MILLIS = TimeFactor.of(5_000);

    private JsonAttempts() {}

    static List<ServerAttempt> all() {
        return values().entrySet().stream()
                .flatMap(value -> Stream.of(
                        ServerAttempt.of(
                                "http/json-over-rest[" + value.getKey() + "]",
                                "sends JSON that is expensive to read in a request",
                                target -> overRest(
                                        target, "{\"command\":\"/plan\",\"headless\":" + value.getValue() + "}"),
                                target -> withoutLimits(value.getValue())),
                        ServerAttempt.of(
                                "http/json-over-websocket[" + value.getKey() + "]",
                                "sends JSON that is expensive to read to the gateway",
                                target -> overWebSocket(target, cursors(value.getValue())),
                                target -> withoutLimits(value.getValue()))))
                .toList();
    }

    private static Map<String, String> values() {
        var values = new LinkedHashMap<String, String>();
        values.put("arrays", "[".repeat(DEPTH) + "]".repeat(DEPTH));
        values.put("open arrays", "[".repeat(DEPTH));
        values.put("objects", "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH));
        values.put("exponent", "1e999999999");
        values.put("negative exponent", "1e-999999999");
        values.put("digits", "9".repeat(500_000));
        return values;
    }

    private static String cursors(String value) {
        return "{\"id\":\"1\",\"type\":\"command\",\"payload\":{\"command\":\"/resume\",\"runs\":[{\"run\":\"run-1\",\"seq\":"
                + value + "}]}}";
    }

    private static Optional<String> overRest(ServerTarget target, String body) throws Exception {
        long begin = System.nanoTime();
        HttpResponse<String> answer = target.server().restClient().post("/api/v1/runs", body);
        boolean clear = List.of(400, 413).contains(answer.statusCode())
                && !answer.body().contains("Exception")
                && !answer.body().contains("Error");
        return clear && isFast(begin)
                ? Optional.empty()
                : Optional.of(
                        "answer " + answer.statusCode() + " after " + millisSince(begin) + " ms: " + answer.body());
    }

    private static Optional<String> overWebSocket(ServerTarget target, String message) throws Exception {
        long begin = System.nanoTime();
        try (WebSocketConnection connection =
                WebSocketConnection.open(target.server().address())) {
            connection.send(message);
            String answer = connection.receive();
            boolean clear = answer.contains("MALFORMED_MESSAGE") || answer.contains("MESSAGE_TOO_LARGE");
            return clear && isFast(begin)
                    ? Optional.empty()
                    : Optional.of("answer after " + millisSince(begin) + " ms: " + answer);
        }
    }

    /** Reads the value as a field with a whole number, as the JSON library does without limits. */
    private static Optional<String> withoutLimits(String value) {
        long begin = System.nanoTime();
        try (var reader = Json.createReader(new StringReader("{\"value\":" + value + "}"))) {
            JsonObject object = reader.readObject();
            if (!(object.get("value") instanceof JsonNumber number)) {
                return Optional.of("accepted");
            }
            number.bigDecimalValue().toBigInteger();
            return isFast(begin) ? Optional.empty() : Optional.of("read in " + millisSince(begin) + " ms");
        } catch (JsonException e) {
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return Optional.of("failed with " + e.getClass().getName());
        }
    }

    private static boolean isFast(long begin) {
        return millisSince(begin) < SLOW_MILLIS;
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
