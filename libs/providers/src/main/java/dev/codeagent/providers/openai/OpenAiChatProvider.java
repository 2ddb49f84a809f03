package dev.codeagent.providers.openai;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatProvider;
import dev.codeagent.providers.ChatRequest;
import dev.codeagent.providers.ChatResponse;
import dev.codeagent.providers.ProviderHttpClient;
import dev.codeagent.providers.TurnListener;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A provider with the chat completions API of OpenAI. */
public final class OpenAiChatProvider implements ChatProvider {
    private static final Duration MODELS_TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_INTERVAL_MILLIS = 250;

    private final ProviderHttpClient http;
    private final ProviderConfiguration configuration;
    private final Optional<Secret> key;

    public OpenAiChatProvider(ProviderHttpClient http, ProviderConfiguration configuration, Optional<Secret> key) {
        this.http = http;
        this.configuration = configuration;
        this.key = key;
    }

    @Override
    public ChatResponse stream(ChatRequest request, TurnListener listener, CancellationToken cancellation) {
        HttpRequest post = request("/chat/completions")
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream, application/json")
                .POST(HttpRequest.BodyPublishers.ofString(OpenAiRequestWriter.write(request)))
                .build();
        var stream = new StreamingBodyHandler(new ChunkAssembler(listener), this::errorResponse);
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
        if (stream.idleTime().compareTo(timeout) > 0) {
            stream.fail(new AgentException(
                    ErrorCode.PROVIDER_TIMEOUT,
                    "provider " + configuration.id() + " sent nothing for " + timeout.toSeconds() + " s"));
            exchange.cancel(true);
        }
    }

    private AgentException toAgentException(Throwable cause) {
        return switch (cause) {
            case AgentException known -> new AgentException(known.code(), known.getMessage(), known);
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
                                + e.getMessage() + "); `codeagent doctor` shows the certificate authority and the fix",
                        e);
            case IOException e ->
                new AgentException(
                        ErrorCode.PROVIDER_BROKEN_STREAM,
                        "the connection to provider " + configuration.id() + " failed: " + e.getMessage() + proxyHint(),
                        e);
            default -> new AgentException(ErrorCode.INTERNAL, "the call to a provider failed: " + cause, cause);
        };
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
                key.map(Secret::reveal).orElse(""),
                ProviderErrors.retryAfter(headers.firstValue("retry-after")));
    }

    @Override
    public List<String> listModels() {
        try {
            HttpResponse<String> response = http.client()
                    .send(
                            request("/models").timeout(MODELS_TIMEOUT).GET().build(),
                            HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw errorResponse(response.statusCode(), response.headers(), response.body());
            }
            return modelIds(response.body());
        } catch (IOException e) {
            throw toAgentException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    private List<String> modelIds(String body) {
        try (var reader = Json.createReader(new StringReader(body))) {
            JsonObject json = reader.readObject();
            JsonArray data = json.get("data") instanceof JsonArray a
                    ? a
                    : Json.createArrayBuilder().build();
            return data.getValuesAs(JsonObject.class).stream()
                    .map(m -> m.getString("id", ""))
                    .filter(id -> !id.isEmpty())
                    .toList();
        } catch (JsonException | ClassCastException e) {
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
        HttpRequest.Builder builder =
                http.requestBuilder(URI.create(base + path)).version(version);
        key.ifPresent(k -> builder.header("Authorization", "Bearer " + k.reveal()));
        return builder;
    }
}
