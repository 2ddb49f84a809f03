package dev.codeagent.cli.run;

import dev.codeagent.cli.server.TokenSource;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A gateway connection over WebSocket. */
public final class WebSocketConnection implements GatewayConnection {
    private static final long SEND_SECONDS = 30;

    private final WebSocket socket;

    private WebSocketConnection(WebSocket socket) {
        this.socket = socket;
    }

    /**
     * @param address called for every connection, because a restarted server may have another port
     * @param tokens the token of the server
     */
    public static Connector createConnector(Supplier<URI> address, TokenSource tokens) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return listener -> {
            URI base = address.get();
            URI gateway = URI.create(base.toString().replaceFirst("^http", "ws") + "/ws/v1/connect");
            WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
            tokens.authorization(base).ifPresent(value -> builder.header("Authorization", value));
            var handshake = builder.buildAsync(gateway, new Receiver(listener));
            try {
                return new WebSocketConnection(await(handshake, 15, base.toString()));
            } catch (IOException e) {
                if (e.getCause() instanceof WebSocketHandshakeException refused
                        && refused.getResponse().statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                    throw tokens.refusal(base);
                }
                throw e;
            }
        };
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
            listener.accept(new InboundEvent.Lost(reason.isBlank() ? "closed with code " + code : reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            listener.accept(new InboundEvent.Lost(
                    error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage()));
        }
    }
}
