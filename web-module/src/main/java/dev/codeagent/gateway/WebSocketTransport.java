package dev.codeagent.gateway;

import dev.codeagent.api.wire.ServerMessage;
import dev.codeagent.outbound.OutboundMessage;
import dev.codeagent.outbound.OutboundQueue;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Adapts a WebSocket session to the outbound queue. */
record WebSocketTransport(Session session, Executor executor) implements OutboundQueue.Transport {
    private static final Logger LOG = Logger.getLogger(WebSocketTransport.class.getName());

    @Override
    public CompletableFuture<Void> send(OutboundMessage message) {
        String text = switch (message) {
            case OutboundMessage.Raw raw -> raw.text();
            case OutboundMessage.Event event -> event.text();
            case OutboundMessage.Delta delta -> ServerMessage.delta(delta.tag(), Instant.now(), delta.delta());
        };
        var sent = new CompletableFuture<Void>();
        session.getAsyncRemote().sendText(text, result -> complete(sent, result));
        return sent;
    }

    private static void complete(CompletableFuture<Void> sent, SendResult result) {
        if (result.isOK()) {
            sent.complete(null);
        } else {
            sent.completeExceptionally(result.getException());
        }
    }

    @Override
    public void disconnectSlowClient(String reason) {
        close(CloseReason.CloseCodes.TRY_AGAIN_LATER, reason);
    }

    @Override
    public void onSendFailed(Throwable failure) {
        LOG.log(Level.FINE, "send failed session=" + session.getId(), failure);
        close(CloseReason.CloseCodes.GOING_AWAY, "send failed");
    }

    void close(CloseReason.CloseCode code, String reason) {
        executor.execute(() -> {
            try {
                session.close(new CloseReason(code, reason));
            } catch (IOException | IllegalStateException e) {
                LOG.log(Level.FINE, "connection was already closed session=" + session.getId(), e);
            }
        });
    }
}
