package dev.codeagent.client.stream;

import dev.codeagent.client.error.ApiError;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.http.Credentials;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A gateway connection over WebSocket. */
public final class WebSocketConnection implements GatewayConnection {
    private static final String PATH = "/ws/v1/connect";
    private static final String SUBPROTOCOL = "codeagent.v1";
    private static final long SEND_SECONDS = 30;

    /** A longer message ends the connection; the server sends none that is longer. */
    private static final int MAX_MESSAGE_CHARS = 64 * 1024 * 1024;

    /** Protocol error, wrong data, policy violation, message too large: a new connection would end in the same way. */
    private static final Set<Integer> FATAL_CLOSE_CODES = Set.of(1002, 1003, 1007, 1008, 1009, 1010);

    private final WebSocket socket;

    private WebSocketConnection(WebSocket socket) {
        this.socket = socket;
    }

    /**
     * @param address called for every connection, because a restarted server may have another port
     * @param credentials for the server
     */
    public static Connector createConnector(Supplier<URI> address, Credentials credentials) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return listener -> {
            URI base = address.get();
            URI gateway = URI.create(base.toString().replaceFirst("^http", "ws") + PATH);
            WebSocket.Builder builder = http.newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .subprotocols(SUBPROTOCOL);
            credentials.authorization(base).ifPresent(value -> builder.header("Authorization", value));
            var handshake = builder.buildAsync(gateway, new Receiver(listener));
            try {
                return new WebSocketConnection(await(handshake, 15, base.toString()));
            } catch (IOException e) {
                if (e.getCause() instanceof WebSocketHandshakeException refused) {
                    requirePossible(refused.getResponse().statusCode(), base, credentials);
                }
                throw e;
            }
        };
    }

    /** Throws if the server would refuse the next handshake too. */
    private static void requirePossible(int status, URI base, Credentials credentials) {
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
            throw credentials.refusal(base);
        }
        // Not 404: a server that still starts does not know the address yet.
        if (status == HttpURLConnection.HTTP_BAD_REQUEST || status == HttpURLConnection.HTTP_FORBIDDEN) {
            throw new ApiException(ApiError.read(status, "", "GET " + PATH));
        }
    }

    @Override
    public void send(String message) throws IOException {
        await(socket.sendText(message, true), SEND_SECONDS, "sending");
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static <T> T await(CompletionStage<T> stage, long seconds, String operation) throws IOException {
        try {
            return stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            String reason = cause instanceof WebSocketHandshakeException refused
                    ? "the server answered HTTP " + refused.getResponse().statusCode()
                    : cause.getMessage();
            throw new IOException(reason == null ? cause.getClass().getSimpleName() : reason, cause);
        } catch (TimeoutException e) {
            throw new IOException(operation + " took more than " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Joins the frames of a message. */
    private static final class Receiver implements WebSocket.Listener {
        private final Consumer<InboundEvent> listener;
        private final StringBuilder partial = new StringBuilder();

        Receiver(Consumer<InboundEvent> listener) {
            this.listener = listener;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            if (partial.length() + data.length() > MAX_MESSAGE_CHARS) {
                socket.abort();
                listener.accept(
                        new InboundEvent.Lost("a message is longer than " + MAX_MESSAGE_CHARS + " characters", true));
                return null;
            }
            partial.append(data);
            if (last) {
                listener.accept(new InboundEvent.Message(partial.toString()));
                partial.setLength(0);
            }
            socket.request(1);
            return null; // For the JDK this means: the data may be reused immediately.
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            listener.accept(new InboundEvent.Lost(
                    reason.isBlank() ? "closed with code " + code : reason, FATAL_CLOSE_CODES.contains(code)));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            listener.accept(new InboundEvent.Lost(
                    error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage(), false));
        }
    }
}
