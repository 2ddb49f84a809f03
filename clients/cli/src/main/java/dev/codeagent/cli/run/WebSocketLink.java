package dev.codeagent.cli.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The gateway over a real WebSocket. */
public final class WebSocketLink implements Link {
    private static final long SEND_SECONDS = 30;

    private final WebSocket socket;

    private WebSocketLink(WebSocket socket) {
        this.socket = socket;
    }

    /** {@code address} is asked anew for every connection: a server may come back on another port. */
    public static Connector connector(Supplier<URI> address) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return inbox -> {
            URI base = address.get();
            URI gateway = URI.create(base.toString().replaceFirst("^http", "ws") + "/ws/v1/connect");
            var opening = http.newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .buildAsync(gateway, new Receiver(inbox));
            return new WebSocketLink(await(opening, 15, base.toString()));
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

    private static <T> T await(CompletionStage<T> stage, long seconds, String what) throws IOException {
        try {
            return stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            String reason = e.getCause().getMessage();
            throw new IOException(reason == null ? e.getCause().getClass().getSimpleName() : reason, e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(what + " took more than " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Joins the parts of a message. */
    private static final class Receiver implements WebSocket.Listener {
        private final Consumer<Signal> inbox;
        private final StringBuilder partial = new StringBuilder();

        Receiver(Consumer<Signal> inbox) {
            this.inbox = inbox;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                inbox.accept(new Signal.Message(partial.toString()));
                partial.setLength(0);
            }
            socket.request(1);
            return null; // as the JDK's interface wants it: the data may be reused at once
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            inbox.accept(new Signal.Lost(reason.isBlank() ? "closed with code " + code : reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            inbox.accept(new Signal.Lost(
                    error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage()));
        }
    }
}
