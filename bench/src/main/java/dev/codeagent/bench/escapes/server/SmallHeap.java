package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.ProviderConfiguration.Price;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes attempts in a JVM with a small heap: what is not bounded ends it. */
public final class SmallHeap {
    private static final String DONE = "handled: ";
    private static final long TIMEOUT_SECONDS = 60;

    private SmallHeap() {}

    /** The code that handles what an attacker sends, with and without limits. */
    enum Handler {
        PROVIDER,
        UNBOUNDED_HTTP,
        JSON,
        UNBOUNDED_JSON,
        PRICE,
        UNBOUNDED_PRICE,
        COMMAND,
        UNBOUNDED_COMMAND,
        EXECUTOR,
        UNBOUNDED_LINE
    }

    /** Returns how the JVM ended if the handler did not survive. */
    static Optional<String> run(Handler handler, String argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        handler.name().matches("EXECUTOR|UNBOUNDED_LINE") ? "-Xmx256m" : "-Xmx64m",
                        // A thread of the HTTP client would end alone, and its caller would wait.
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:+UseSerialGC",
                        // A long stack trace would fill the pipe, and the JVM would wait.
                        "-XX:MaxJavaStackTraceDepth=20",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        handler.name(),
                        argument))
                .redirectErrorStream(true)
                .start();
        try {
            boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            String output = ended ? new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8) : "";
            return output.contains(DONE)
                    ? Optional.empty()
                    : Optional.of(ended ? "the JVM ended: " + firstLine(output) : "no end within the time limit");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String firstLine(String output) {
        return output.lines()
                .filter(line -> line.contains("Error") || line.contains("Exception"))
                .findFirst()
                .orElse("");
    }

    public static void main(String[] arguments) throws Exception {
        String argument = arguments[1];
        switch (Handler.valueOf(arguments[0])) {
            case PROVIDER -> report(requireRefused(ProviderFixture.requestTurn(argument, "sk-1", new StringBuilder())));
            case UNBOUNDED_HTTP -> report(get(argument));
            case JSON -> report(readJson(json(argument)));
            case UNBOUNDED_JSON -> report(parseJson(json(argument)));
            case PRICE -> report(String.valueOf(Price.parseAmount(argument)));
            case UNBOUNDED_PRICE ->
                report(String.valueOf(new BigDecimal(argument)
                        .add(BigDecimal.ONE)
                        .toPlainString()
                        .length()));
            case COMMAND -> report(CommandBoundAttempts.decide(argument));
            case UNBOUNDED_COMMAND -> report(CommandBoundAttempts.readUnbounded(argument));
            case EXECUTOR -> report(HostileExecutor.callTwice());
            case UNBOUNDED_LINE -> report(HostileExecutor.readLine());
        }
        System.exit(0);
    }

    private static void report(String result) {
        System.out.println(DONE + result.substring(0, Math.min(300, result.length())));
    }

    private static String requireRefused(String result) {
        if (!result.startsWith("refused: PROVIDER_")) {
            throw new IllegalStateException(result);
        }
        return result;
    }

    private static String get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return "length "
                    + http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body()
                            .length();
        }
    }

    /** JSON that is small, and large when it is parsed. */
    private static String json(String kind) {
        return switch (kind) {
            case "nesting" -> "{\"a\":" + "[".repeat(3_000_000);
            case "elements" -> "{\"a\":[" + "{},".repeat(3_000_000) + "0]}";
            case "number" -> "{\"a\":1e999999999}";
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static String readJson(String text) {
        try {
            return BoundedJson.readObject(text, BoundedJson.Limits.MESSAGE)
                    .keySet()
                    .toString();
        } catch (AgentException e) {
            return e.getMessage();
        }
    }

    private static String parseJson(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            var value = reader.readObject().getOrDefault("a", JsonValue.NULL);
            return value instanceof JsonNumber number
                    ? number.bigDecimalValue().toPlainString()
                    : String.valueOf(value.asJsonArray().size());
        }
    }
}
