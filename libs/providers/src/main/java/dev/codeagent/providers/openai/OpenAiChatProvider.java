package dev.codeagent.providers.openai;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.diagnostics.net.BoundedHttp;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatProvider;
import dev.codeagent.providers.ChatRequest;
import dev.codeagent.providers.ChatResponse;
import dev.codeagent.providers.ProviderHttpClient;
import dev.codeagent.providers.SecretRedactor;
import dev.codeagent.providers.TurnListener;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A provider with the chat completions API of OpenAI. */
public final class OpenAiChatProvider implements ChatProvider {
    private static final Duration MODELS_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_MODELS_BYTES = 4 << 20;
    private static final int MAX_MODELS = 2_000;
    private static final int MAX_MODEL_ID_LENGTH = 200;
    private static final int MAX_CAUSES = 20;
    private static final long POLL_INTERVAL_MILLIS = 250;

    private final ProviderHttpClient http;
    private final ProviderConfiguration configuration;
    private final Optional<Secret> key;
    private final SecretRedactor redactor;
    private final AnswerLimits limits;

    public OpenAiChatProvider(ProviderHttpClient http, ProviderConfiguration configuration, Optional<Secret> key) {
        this(http, configuration, key, AnswerLimits.DEFAULT);
    }

    OpenAiChatProvider(
            ProviderHttpClient http, ProviderConfiguration configuration, Optional<Secret> key, AnswerLimits limits) {
        this.http = http;
        this.configuration = configuration;
        this.key = key;
        this.redactor = new SecretRedactor(key);
        this.limits = limits;
    }

    @Override
    public ChatResponse stream(ChatRequest request, TurnListener listener, CancellationToken cancellation) {
        HttpRequest post = request("/chat/completions")
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream, application/json")
                .POST(HttpRequest.BodyPublishers.ofString(OpenAiRequestWriter.write(request)))
                .build();
        var stream =
                new StreamingBodyHandler(new ChunkAssembler(listener, limits, redactor), limits, this::errorResponse);
        CompletableFuture<HttpResponse<Void>> exchange = http.client().sendAsync(post, stream);
        exchange.whenComplete((response, failure) -> stream.onExchangeEnd(failure));
        try (CancellationToken.Registration registration = cancellation.onCancel(() -> {
            // Set the reason first, because the end of the exchange is a failure too.
            stream.fail(new AgentException(ErrorCode.CANCELLED, "the run was cancelled"));
            exchange.cancel(true);
        })) {
            return await(exchange, stream);
        }
    }

    /** Only waits; the threads of the HTTP client read and deliver. */
    private ChatResponse await(CompletableFuture<?> exchange, StreamingBodyHandler stream) {
        while (true) {
            try {
                return stream.result().get(POLL_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                checkTimeout(exchange, stream);
            } catch (InterruptedException e) {
                exchange.cancel(true);
                Thread.currentThread().interrupt();
                throw new AgentException(ErrorCode.CANCELLED, "interrupted while the model answered", e);
            } catch (ExecutionException e) {
                throw toAgentException(Objects.requireNonNull(e.getCause()));
            }
        }
    }

    private void checkTimeout(CompletableFuture<?> exchange, StreamingBodyHandler stream) {
        Duration timeout = stream.hasStarted() ? configuration.betweenBytes() : configuration.firstByte();
        Duration withoutEvent = timeout.compareTo(limits.withoutEvent()) > 0 ? timeout : limits.withoutEvent();
        if (stream.idleTime().compareTo(timeout) > 0) {
            end(exchange, stream, ErrorCode.PROVIDER_TIMEOUT, "sent nothing for " + timeout.toSeconds() + " s");
        } else if (stream.timeWithoutEvent().compareTo(withoutEvent) > 0) {
            end(
                    exchange,
                    stream,
                    ErrorCode.PROVIDER_TIMEOUT,
                    "sent no part of its answer for " + withoutEvent.toSeconds() + " s, only comments or fragments");
        } else if (stream.totalTime().compareTo(limits.total()) > 0) {
            // Not a timeout, after which the turn would be requested again.
            end(
                    exchange,
                    stream,
                    ErrorCode.PROVIDER_REJECTED,
                    "did not finish its answer within " + limits.total().toSeconds() + " s");
        }
    }

    private void end(CompletableFuture<?> exchange, StreamingBodyHandler stream, ErrorCode code, String reason) {
        stream.fail(new AgentException(code, "provider " + configuration.id() + " " + reason));
        exchange.cancel(true);
    }

    private AgentException toAgentException(Throwable cause) {
        return switch (cause) {
            case AgentException known -> new AgentException(known.code(), redactor.redact(known.getMessage()), known);
            case java.net.ConnectException e ->
                new AgentException(
                        ErrorCode.PROVIDER_UNREACHABLE,
                        "provider " + configuration.id() + " is unreachable at " + configuration.baseUrl()
                                + " (check that it is running and that the address is correct)" + proxyHint(),
                        e);
            case java.net.http.HttpTimeoutException e ->
                new AgentException(
                        ErrorCode.PROVIDER_TIMEOUT,
                        "provider " + configuration.id() + " did not accept the connection in time" + proxyHint(),
                        e);
            case SSLException e ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + configuration.id()
                                + " has a certificate of another host or one that Java does not trust ("
                                + redactor.redact(String.valueOf(e.getMessage()))
                                + "); `codeagent doctor` shows the certificate authority and the fix",
                        e);
            case IOException e ->
                new AgentException(
                        ErrorCode.PROVIDER_BROKEN_STREAM,
                        "the connection to provider " + configuration.id() + " failed: "
                                + redactor.redact(String.valueOf(e.getMessage())) + proxyHint(),
                        withoutKey(e));
            default ->
                new AgentException(
                        ErrorCode.INTERNAL,
                        "the call to provider " + configuration.id() + " failed: " + redactor.redact(cause.toString()),
                        withoutKey(cause));
        };
    }

    /** The cause, unless a message of its chain repeats the key: a cause may be logged. */
    private @Nullable Throwable withoutKey(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
            String text = cause.toString();
            if (!redactor.redact(text).equals(text)) {
                return null;
            }
        }
        return failure;
    }

    private String proxyHint() {
        return http.proxies().hint(configuration.baseUrl());
    }

    private AgentException errorResponse(HttpResponse.ResponseInfo info, String body) {
        return errorResponse(info.statusCode(), info.headers(), body);
    }

    private AgentException errorResponse(int status, HttpHeaders headers, String body) {
        return ProviderErrors.toException(
                configuration.id().value(),
                status,
                body,
                redactor,
                ProviderErrors.retryAfter(headers.firstValue("retry-after")));
    }

    @Override
    public List<String> listModels() {
        try {
            HttpResponse<byte[]> response =
                    BoundedHttp.send(http.client(), request("/models").GET().build(), MAX_MODELS_BYTES, MODELS_TIMEOUT);
            String body = new String(response.body(), StandardCharsets.UTF_8);
            if (response.statusCode() != 200) {
                throw errorResponse(response.statusCode(), response.headers(), body);
            }
            return modelIds(body);
        } catch (IOException e) {
            throw toAgentException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    private List<String> modelIds(String body) {
        try {
            JsonObject json = BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE);
            JsonArray data = json.get("data") instanceof JsonArray a ? a : JsonValue.EMPTY_JSON_ARRAY;
            return data.stream()
                    .filter(JsonObject.class::isInstance)
                    .map(model -> model.asJsonObject().get("id") instanceof JsonString id ? id.getString() : "")
                    .filter(id -> !id.isEmpty() && id.length() <= MAX_MODEL_ID_LENGTH)
                    .map(redactor::redact)
                    .limit(MAX_MODELS)
                    .toList();
        } catch (AgentException e) {
            throw new AgentException(
                    ErrorCode.PROVIDER_REJECTED,
                    configuration.baseUrl()
                            + "/models does not answer like a model server; the address usually ends in /v1",
                    e);
        }
    }

    private HttpRequest.Builder request(String path) {
        String base = configuration.baseUrl().toString().replaceAll("/+$", "");
        // Several model servers hang on an HTTP/2 upgrade request over plain text.
        HttpClient.Version version =
                base.startsWith("https:") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
        try {
            HttpRequest.Builder builder =
                    http.requestBuilder(URI.create(base + path)).version(version);
            key.ifPresent(k -> builder.header("Authorization", "Bearer " + k.reveal()));
            return builder;
        } catch (IllegalArgumentException e) {
            // Not as the cause: the message of the JDK contains the value of the header.
            throw new AgentException(
                    ErrorCode.PROVIDER_REJECTED,
                    "provider " + configuration.id() + ": no request can be made of its address and its key;"
                            + " correct them with `codeagent providers add " + configuration.id() + "`");
        }
    }
}
