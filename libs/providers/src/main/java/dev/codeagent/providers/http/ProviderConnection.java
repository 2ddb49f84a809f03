package dev.codeagent.providers.http;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.diagnostics.net.BoundedHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Requests to one provider at one address, with its key, timeouts and limits. */
public final class ProviderConnection {
    /** Longer than the limit for connecting, so that a server that is not there is not taken for a slow one. */
    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(12);

    private static final int MAX_LIST_BYTES = 4 << 20;
    private static final int MAX_REDIRECTS = 3;
    /** The end of an address that was copied with its endpoint. */
    private static final Pattern PASTED_ENDPOINT =
            Pattern.compile("/(chat/completions|completions|responses|messages|models)$");
    /** After a complete answer, the time for the end of its body, so that the connection can be used again. */
    private static final long END_OF_BODY_SECONDS = 2;

    private final ProviderHttpClient http;
    private final ProviderConfiguration configuration;
    private final Authorization authorization;
    private final ConnectionErrors errors;
    private final ResponseLimits limits;
    private final StreamTimeouts timeouts;

    /** @param key sent as the authorization says */
    public ProviderConnection(
            ProviderHttpClient http,
            ProviderConfiguration configuration,
            Optional<Secret> key,
            KeyHeader keyHeader,
            ResponseLimits limits) {
        this.http = http;
        this.configuration = configuration;
        this.authorization = new Authorization(key, keyHeader);
        this.errors = new ConnectionErrors(http.proxies(), configuration, new SecretRedactor(key));
        this.limits = limits;
        this.timeouts = new StreamTimeouts(configuration, limits);
    }

    /** The header that carries the key, for example {@code x-api-key} without and {@code Authorization} with a prefix. */
    public record KeyHeader(String name, String prefix) {
        public static final KeyHeader BEARER = new KeyHeader("Authorization", "Bearer ");
    }

    private record Authorization(Optional<Secret> key, KeyHeader header) {
        void addTo(HttpRequest.Builder builder) {
            key.ifPresent(k -> builder.header(header.name(), header.prefix() + k.reveal()));
        }
    }

    public ProviderConfiguration configuration() {
        return configuration;
    }

    public ResponseLimits limits() {
        return limits;
    }

    public SecretRedactor redactor() {
        return errors.redactor();
    }

    /** Sends a request and reads its answer while it arrives. The calling thread only waits. */
    public <R> R stream(WireRequest request, ResponseReader<R> reader, CancellationToken cancellation) {
        return followRedirects(request, (uri, redirect) -> stream(uri, redirect, request, reader, cancellation));
    }

    /** Sends the request to another address of the same origin if the server says so. */
    private <R> R followRedirects(WireRequest request, BiFunction<URI, AtomicReference<Redirect>, R> attempt) {
        URI uri = toUri(request);
        for (int redirects = 0; ; redirects++) {
            var redirect = new AtomicReference<Redirect>();
            try {
                return attempt.apply(uri, redirect);
            } catch (AgentException e) {
                if (redirect.get() == null
                        || redirects == MAX_REDIRECTS
                        || !redirect.get().isSameOrigin(uri)) {
                    throw e;
                }
                uri = redirect.get().location();
            }
        }
    }

    private <R> R stream(
            URI uri,
            AtomicReference<Redirect> redirect,
            WireRequest request,
            ResponseReader<R> reader,
            CancellationToken cancellation) {
        HttpRequest sent = toHttpRequest(uri, request, "text/event-stream, application/x-ndjson, application/json");
        var stream = new StreamingBodyHandler<>(
                reader,
                limits,
                redactor(),
                (info, body) -> errorResponse(uri, redirect, info.statusCode(), info.headers(), body),
                http.readCollector());
        CompletableFuture<HttpResponse<Void>> exchange =
                http.client(configuration.wire()).sendAsync(sent, stream);
        exchange.whenComplete((response, failure) -> stream.onExchangeEnd(failure));
        try (CancellationToken.Registration registration = cancellation.onCancel(() -> {
            // Set the reason first, because the end of the exchange is a failure too.
            stream.fail(new AgentException(ErrorCode.CANCELLED, "the run was cancelled"));
            exchange.cancel(true);
        })) {
            return await(exchange, stream);
        } finally {
            if (!exchange.isDone()) {
                CompletableFuture.delayedExecutor(END_OF_BODY_SECONDS, TimeUnit.SECONDS, Runnable::run)
                        .execute(() -> exchange.cancel(true));
            }
        }
    }

    /**
     * Only waits; the threads of the HTTP client read and deliver. Not with a timeout of the future, which would be an
     * exception for each check of each stream.
     */
    private <R> R await(CompletableFuture<?> exchange, StreamingBodyHandler<R> stream) {
        var ended = new CountDownLatch(1);
        stream.result().whenComplete((result, failure) -> ended.countDown());
        try {
            while (!ended.await(timeouts.checkIntervalMillis(), TimeUnit.MILLISECONDS)) {
                timeouts.check(exchange, stream);
            }
            return stream.result().get();
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while the model answered", e);
        } catch (ExecutionException e) {
            throw errors.toAgentException(Objects.requireNonNull(e.getCause()));
        }
    }

    /** Sends a request with a short answer, such as a list of models, and returns the body. */
    public String exchange(WireRequest request) {
        Duration firstByte = configuration.firstByte();
        return exchange(request, firstByte.compareTo(LIST_TIMEOUT) < 0 ? firstByte : LIST_TIMEOUT);
    }

    public String exchange(WireRequest request, Duration timeout) {
        return followRedirects(request, (uri, redirect) -> exchange(uri, redirect, request, timeout));
    }

    private String exchange(URI uri, AtomicReference<Redirect> redirect, WireRequest request, Duration timeout) {
        HttpRequest sent = toHttpRequest(uri, request, "application/json");
        try {
            HttpResponse<byte[]> response =
                    BoundedHttp.send(http.client(configuration.wire()), sent, MAX_LIST_BYTES, timeout);
            String body = decode(response);
            if (response.statusCode() / 100 != 2) {
                throw errorResponse(uri, redirect, response.statusCode(), response.headers(), body);
            }
            return body;
        } catch (AgentException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw errors.toAgentException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    private static String decode(HttpResponse<byte[]> response) {
        if (!GzipDecoder.isFor(response.headers())) {
            return withoutByteOrderMark(new String(response.body(), StandardCharsets.UTF_8));
        }
        var decoded = new ByteArrayOutputStream();
        var decoder = new GzipDecoder(bytes -> {
            if (decoded.size() + bytes.remaining() > MAX_LIST_BYTES) {
                throw new IllegalArgumentException("it is larger than " + MAX_LIST_BYTES + " bytes");
            }
            decoded.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        });
        try {
            decoder.accept(ByteBuffer.wrap(response.body()));
        } catch (IllegalArgumentException e) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the provider's compressed answer is unusable: " + e.getMessage(),
                    e);
        } finally {
            decoder.close();
        }
        return withoutByteOrderMark(decoded.toString(StandardCharsets.UTF_8));
    }

    private static String withoutByteOrderMark(String body) {
        return body.startsWith(EventParser.BYTE_ORDER_MARK) ? body.substring(1) : body;
    }

    /** @param redirect receives the redirect if the response is one */
    private AgentException errorResponse(
            URI uri, AtomicReference<Redirect> redirect, int status, HttpHeaders headers, String body) {
        Optional<Redirect> found = Redirect.find(uri, status, headers);
        found.ifPresent(redirect::set);
        return found.map(errors::redirected)
                .orElseGet(() ->
                        ProviderErrors.toException(configuration.id().value(), status, headers, body, redactor()));
    }

    /** The path of the request after that of the base URL, whose query comes last. */
    private URI toUri(WireRequest request) {
        String url = configuration.baseUrl().toString();
        String query = configuration.baseUrl().getRawQuery();
        String withoutQuery = query == null ? url : url.substring(0, url.indexOf('?'));
        String base =
                PASTED_ENDPOINT.matcher(withoutQuery.replaceAll("/+$", "")).replaceFirst("");
        String separator = request.path().contains("?") ? "&" : "?";
        try {
            return URI.create(base + request.path() + (query == null ? "" : separator + query));
        } catch (IllegalArgumentException e) {
            throw errors.unusable();
        }
    }

    private HttpRequest toHttpRequest(URI uri, WireRequest request, String accept) {
        // Several model servers hang on an HTTP/2 upgrade request over plain text.
        HttpClient.Version version =
                uri.getScheme().equals("https") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
        try {
            HttpRequest.Builder builder =
                    http.requestBuilder(uri).version(version).header("Accept", accept);
            authorization.addTo(builder);
            for (Map.Entry<String, String> header : request.headers().entrySet()) {
                builder.header(header.getKey(), header.getValue());
            }
            if (request.body().isEmpty()) {
                return builder.method(request.method(), HttpRequest.BodyPublishers.noBody())
                        .build();
            }
            return builder.header("Content-Type", "application/json")
                    .method(request.method(), HttpRequest.BodyPublishers.ofString(request.body()))
                    .build();
        } catch (IllegalArgumentException e) {
            throw errors.unusable();
        }
    }
}
