package dev.codeagent.providers.http;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes exchanges with providers as JSON lines, without secrets: {@code answers-….jsonl} has the requests for answers, in
 * the form that replays as a test, and {@code other-….jsonl} the rest.
 */
public final class ExchangeRecorder {
    private static final Logger LOG = Logger.getLogger(ExchangeRecorder.class.getName());
    private static final long MAX_FILE_BYTES = 1L << 30;
    private static final Set<String> PUBLIC_QUERY = Set.of("api-version", "alt");
    private static final Set<String> PUBLIC_HEADERS =
            Set.of("content-type", "retry-after", "retry-after-ms", "transfer-encoding");
    /** The end of the path of a request for an answer, and the family of its exchange. */
    private static final Map<String, Map<String, String>> FAMILIES = Map.of(
            "anthropic", Map.of("/messages", "anthropic-messages"),
            "azure", Map.of("/chat/completions", "openai-compat"),
            "cohere", Map.of("/chat", "cohere-v2"),
            "docker", Map.of("/chat/completions", "openai-compat"),
            "gemini", Map.of(":generateContent", "gemini", ":streamGenerateContent", "gemini"),
            "lmstudio", Map.of("/chat/completions", "openai-compat"),
            "mistral", Map.of("/chat/completions", "mistral"),
            "ollama", Map.of("/api/chat", "ollama"),
            "openai", Map.of("/chat/completions", "openai-compat"),
            "responses", Map.of("/responses", "openai-responses"));

    private final Path directory;
    private final String start;
    private final Supplier<List<String>> secrets;
    private final UnaryOperator<String> withhold;
    private long number;

    /** @param body empty if it was too long to keep */
    record Exchange(String wire, HttpRequest request, int status, HttpHeaders headers, Optional<byte[]> body) {}

    private ExchangeRecorder(
            Path directory, Instant start, Supplier<List<String>> secrets, UnaryOperator<String> withhold) {
        this.directory = directory;
        this.start =
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).format(start.atZone(ZoneOffset.UTC));
        this.secrets = secrets;
        this.withhold = withhold;
    }

    /**
     * Opens the directory; creates it for the owner alone.
     *
     * @param secrets the keys of all providers at the time of an exchange
     * @param withhold replaces what looks like a secret
     */
    public static ExchangeRecorder open(
            Path directory, Instant start, Supplier<List<String>> secrets, UnaryOperator<String> withhold)
            throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(mode("rwx------")));
        return new ExchangeRecorder(directory, start, secrets, withhold);
    }

    private static Set<PosixFilePermission> mode(String text) {
        return PosixFilePermissions.fromString(text);
    }

    /** A recording never makes a request fail. */
    void record(Exchange exchange) {
        try {
            URI url = exchange.request().uri();
            String family = family(exchange.wire(), url.getPath());
            var redactor = new RecordingRedactor(secrets(exchange.request()), withhold);
            String line = line(exchange, family, redactor).build() + "\n";
            append(family.equals("other") ? "other-" : "answers-", line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            // Without the cause, whose text may contain what was to be recorded.
            LOG.log(
                    Level.WARNING,
                    "an exchange is not recorded: " + e.getClass().getSimpleName());
        }
    }

    /** The families of the exchanges of a wire in which answers are requested; empty for an unknown wire. */
    public static Set<String> families(String wire) {
        return Set.copyOf(FAMILIES.getOrDefault(wire, Map.of()).values());
    }

    private static String family(String wire, String path) {
        return FAMILIES.getOrDefault(wire, Map.of()).entrySet().stream()
                .filter(family -> path.endsWith(family.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("other");
    }

    /** The keys of all providers, and what the headers of the request say: its key may not be stored yet. */
    private List<String> secrets(HttpRequest request) {
        var all = new ArrayList<>(secrets.get());
        request.headers().map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.contains("authorization") || lower.contains("key") || lower.contains("token")) {
                values.forEach(value -> {
                    all.add(value);
                    all.add(value.substring(value.indexOf(' ') + 1));
                    password(value).ifPresent(all::add);
                });
            }
        });
        return all;
    }

    /** The password of a proxy. */
    private static Optional<String> password(String authorization) {
        try {
            return Optional.of(authorization)
                    .filter(value -> value.startsWith("Basic "))
                    .map(value -> new String(
                            Base64.getDecoder().decode(value.substring("Basic ".length())), StandardCharsets.UTF_8))
                    .map(login -> login.substring(login.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private synchronized JsonObjectBuilder line(Exchange exchange, String family, RecordingRedactor redactor) {
        Optional<String> request = redactor.redactBody(requestBody(exchange.request()));
        Optional<String> response =
                exchange.body().map(body -> text(exchange.headers(), body)).flatMap(redactor::redactBody);
        String contentType = exchange.headers().firstValue("content-type").orElse("");
        boolean stream = contentType.contains("event-stream") || contentType.contains("ndjson");
        JsonObjectBuilder headers = Json.createObjectBuilder();
        exchange.headers().map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (PUBLIC_HEADERS.contains(lower) || lower.contains("ratelimit")) {
                headers.add(lower, redactor.redact(String.join(", ", values)));
            }
        });
        return Json.createObjectBuilder()
                .add("id", "recording-" + start + "#" + ++number)
                .add("licence", "")
                .add("family", family)
                .add("url", redactor.redact(publicUrl(exchange.request().uri())))
                .add("status", exchange.status())
                .add("content_type", redactor.redact(contentType))
                .add("headers", headers)
                .add("framing", "bytes")
                .add("request", request.orElse(""))
                .add("response", response.orElse(""))
                .add(
                        "flags",
                        Json.createObjectBuilder()
                                .add("stream", stream)
                                .add("error", exchange.status() / 100 != 2)
                                .add("withheld", request.isEmpty() || response.isEmpty()));
    }

    /** The address with the parameters of its query that are known to be public. */
    private static String publicUrl(URI uri) {
        String query = uri.getRawQuery() == null
                ? ""
                : String.join(
                        "&",
                        List.of(uri.getRawQuery().split("&")).stream()
                                .filter(part -> PUBLIC_QUERY.contains(part.replaceAll("=.*", "")))
                                .toList());
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath()
                + (query.isEmpty() ? "" : "?" + query);
    }

    private static String text(HttpHeaders headers, byte[] body) {
        boolean compressed =
                headers.firstValue("content-encoding").orElse("").strip().equalsIgnoreCase("gzip");
        if (!compressed) {
            return new String(body, StandardCharsets.UTF_8);
        }
        var decoded = new ByteArrayOutputStream();
        var decoder = new GzipDecoder(bytes -> decoded.write(bytes.array(), bytes.position(), bytes.remaining()));
        try {
            decoder.accept(ByteBuffer.wrap(body));
            return decoded.toString(StandardCharsets.UTF_8);
        } finally {
            decoder.close();
        }
    }

    private static String requestBody(HttpRequest request) {
        var body = new ByteArrayOutputStream();
        request.bodyPublisher()
                .ifPresent(publisher -> publisher.subscribe(new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(Long.MAX_VALUE);
                    }

                    @Override
                    public void onNext(ByteBuffer bytes) {
                        byte[] piece = new byte[bytes.remaining()];
                        bytes.get(piece);
                        body.writeBytes(piece);
                    }

                    @Override
                    public void onError(Throwable failure) {}

                    @Override
                    public void onComplete() {}
                }));
        return body.toString(StandardCharsets.UTF_8);
    }

    private synchronized void append(String prefix, byte[] line) throws IOException {
        Path file = directory.resolve(prefix + start + ".jsonl");
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mode("rw-------")));
        }
        if (Files.size(file) + line.length <= MAX_FILE_BYTES) {
            Files.write(file, line, StandardOpenOption.APPEND);
        }
    }
}
