package dev.codeagent.gateway;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderRegistry;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.websocket.GatewayHandshake;
import dev.codeagent.websocket.IncomingMemory;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The WebSocket gateway at {@code /ws/v1/connect}; one instance per connection. */
@ServerEndpoint(
        value = "/ws/v1/connect",
        subprotocols = EnvelopeCodec.SUBPROTOCOL,
        configurator = GatewayHandshake.class)
public class GatewayEndpoint {
    /** The maximum length of a client message in characters. */
    static final int MAX_MESSAGE_CHARS = 1 << 20;

    private static final int SMALL_MESSAGE_CHARS = 64 << 10;

    private static final Logger LOG = Logger.getLogger(GatewayEndpoint.class.getName());

    @Inject
    SessionRegistry connections;

    private final StringBuilder partial = new StringBuilder();
    private final IncomingMemory.Share memory = IncomingMemory.SERVER.share();
    private final ClientLiveness liveness = new ClientLiveness(System::nanoTime);
    private boolean tooLarge;
    private boolean tooMany;
    /** Empty if the caller is not authenticated. */
    private Optional<ClientConnection> client = Optional.empty();

    private ProviderRegistry.Subscription providerChanges = () -> {};

    @OnOpen
    public void onOpen(Session session) throws IOException {
        if (session.getUserPrincipal() == null) {
            session.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "not authenticated"));
            return;
        }
        TyrusIdleTimeout.disable(session);
        var transport = new WebSocketTransport(session, connections.executor());
        ClientConnection opened = connections.connect(session, transport);
        client = Optional.of(opened);
        providerChanges = connections.sendProviderChanges(opened);
        if (!connections.add(session, liveness)) {
            opened.sendError(
                    "",
                    ErrorResponse.of(
                            ErrorCode.TOO_BUSY,
                            "the gateway has reached its limit of " + connections.count()
                                    + " connections; try again later, or raise gateway.maxConnections"));
            transport.close(CloseReason.CloseCodes.TRY_AGAIN_LATER, "too many connections");
        }
    }

    @OnMessage
    public void onMessage(String part, boolean last) {
        liveness.whileReading(() -> receive(part, last));
    }

    private void receive(String part, boolean last) {
        int length = partial.length() + part.length();
        tooLarge |= length > MAX_MESSAGE_CHARS;
        tooMany |= !tooLarge && !last && length > SMALL_MESSAGE_CHARS && !memory.hold((long) Character.BYTES * length);
        if (tooLarge || tooMany) {
            forgetPartial();
        } else {
            partial.append(part);
        }
        if (last) {
            processMessage();
        }
    }

    private void processMessage() {
        String text = partial.toString();
        boolean rejectedAsTooLarge = tooLarge;
        boolean rejected = tooLarge || tooMany;
        forgetPartial();
        tooLarge = false;
        tooMany = false;
        if (!rejected) {
            client.ifPresent(c -> c.receive(text));
        } else if (rejectedAsTooLarge) {
            sendError(
                    ErrorCode.MESSAGE_TOO_LARGE, "a message may contain at most " + MAX_MESSAGE_CHARS + " characters");
        } else {
            sendError(ErrorCode.TOO_BUSY, "the gateway receives too many large messages; send the message again");
        }
    }

    /** A builder of characters keeps its memory, and most messages are small. */
    private void forgetPartial() {
        partial.setLength(0);
        if (partial.capacity() > SMALL_MESSAGE_CHARS) {
            partial.trimToSize();
        }
        memory.release();
    }

    @OnMessage
    public void onMessage(ByteBuffer part, boolean last) {
        liveness.heard();
        if (last) {
            sendError(ErrorCode.MALFORMED_MESSAGE, "the gateway accepts JSON text messages only, not binary messages");
        }
    }

    /** Answers a ping of {@link SessionRegistry}. */
    @OnMessage
    public void onPong(PongMessage pong) {
        liveness.heard();
    }

    private void sendError(ErrorCode code, String message) {
        client.ifPresent(c -> c.sendError("", ErrorResponse.of(code, message)));
    }

    @OnClose
    public void onClose(Session session) {
        connections.remove(session);
        memory.release();
        providerChanges.close();
        // A failed write closes the session on the publishing thread, which holds locks.
        client.ifPresent(c -> connections.executor().execute(c::close));
    }

    @OnError
    public void onError(Session session, Throwable cause) {
        LOG.log(Level.FINE, "connection failed session=" + session.getId(), cause);
    }
}
