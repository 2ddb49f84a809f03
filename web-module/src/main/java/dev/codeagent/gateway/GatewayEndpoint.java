package dev.codeagent.gateway;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Projects;
import dev.codeagent.api.run.RunEvents;
import dev.codeagent.api.run.Runs;
import dev.codeagent.api.security.Caller;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The WebSocket gateway, {@code /ws/v1/connect}. */
@ServerEndpoint(value = "/ws/v1/connect", configurator = Handshake.class)
public class GatewayEndpoint {
    static final int MAX_MESSAGE = 1 << 20;

    private static final Logger LOG = Logger.getLogger(GatewayEndpoint.class.getName());
    private static final int MAX_WAITING_CHARS = 32 << 20;
    private static final CloseReason.CloseCode TRY_AGAIN_LATER = CloseReason.CloseCodes.TRY_AGAIN_LATER;

    @Inject
    Runs runs;

    @Inject
    RunEvents events;

    @Inject
    Projects projects;

    @Inject
    Connections connections;

    private final StringBuilder partial = new StringBuilder();
    private boolean tooLarge;
    private ClientConnection connection;

    @OnOpen
    public void open(Session session) {
        session.setMaxIdleTimeout(0);
        var queue = new OutboundQueue(new SessionWire(session), MAX_WAITING_CHARS);
        connection = new ClientConnection(
                new ClientConnection.Ports(runs, events, projects), Caller.LOCAL, queue, Clock.systemUTC());
        if (!connections.add(session)) {
            connection.refuse("", new AgentException(
                    ErrorCode.TOO_BUSY,
                    "the gateway has " + connections.count() + " connections; raise gateway.maxConnections or try later"));
            close(session, TRY_AGAIN_LATER, "too many connections");
        }
    }

    @OnMessage
    public void message(String part, boolean last) {
        tooLarge |= partial.length() + part.length() > MAX_MESSAGE;
        if (tooLarge) {
            partial.setLength(0);
        } else {
            partial.append(part);
        }
        if (last) {
            String text = partial.toString();
            boolean refused = tooLarge;
            partial.setLength(0);
            tooLarge = false;
            if (refused) {
                connection.refuse("", new AgentException(
                        ErrorCode.MESSAGE_TOO_LARGE, "a message may have at most " + MAX_MESSAGE + " characters"));
            } else {
                connection.receive(text);
            }
        }
    }

    @OnMessage
    public void message(ByteBuffer part, boolean last) {
        if (last) {
            connection.refuse("", new AgentException(
                    ErrorCode.MALFORMED_MESSAGE, "the gateway takes text messages with JSON, no binary ones"));
        }
    }

    @OnClose
    public void closed(Session session) {
        connections.remove(session);
        connection.close();
    }

    @OnError
    public void failed(Session session, Throwable cause) {
        LOG.log(Level.FINE, "connection failed session=" + session.getId(), cause);
    }

    private static void close(Session session, CloseReason.CloseCode code, String reason) {
        try {
            session.close(new CloseReason(code, reason));
        } catch (IOException e) {
            LOG.log(Level.FINE, "connection was gone already session=" + session.getId(), e);
        }
    }

    /** A session as the queue sees it. */
    private record SessionWire(Session session) implements OutboundQueue.Wire {
        @Override
        public void send(String text, Consumer<Boolean> done) {
            try {
                session.getAsyncRemote().sendText(text, result -> done.accept(result.isOK()));
            } catch (RuntimeException e) {
                LOG.log(Level.FINE, "send failed session=" + session.getId(), e);
                done.accept(false);
            }
        }

        @Override
        public void giveUp() {
            close(session, TRY_AGAIN_LATER, "too slow: connect again and resume from your last seq");
        }
    }
}
