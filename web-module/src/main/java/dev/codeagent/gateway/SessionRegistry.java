package dev.codeagent.gateway;

import dev.codeagent.api.concurrent.ManagedTaskExecutor;
import dev.codeagent.api.provider.ProviderRegistry;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.telemetry.OpenConnections;
import dev.codeagent.api.wire.DurationFormat;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.outbound.OutboundQueue;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * All WebSocket sessions: creates their connections, limits their number, and sends pings so that proxies do not close idle
 * ones. A client that sends nothing, not even the answer to a ping, is disconnected. Endpoints get their dependencies from
 * here, because injecting five into each new endpoint takes more than 1 ms of CPU.
 */
@ApplicationScoped
public class SessionRegistry implements OpenConnections {
    private static final Logger LOG = Logger.getLogger(SessionRegistry.class.getName());
    private static final long HEARTBEAT_SECONDS = 20;

    private final Map<Session, ClientLiveness> sessions = new ConcurrentHashMap<>();
    private final int limit = ConfigProvider.getConfig()
            .getOptionalValue("gateway.maxConnections", Integer.class)
            .orElse(1000);

    private final Duration silence = ConfigProvider.getConfig()
            .getOptionalValue("gateway.idleTimeout", String.class)
            .map(text -> DurationFormat.parse("gateway.idleTimeout", text))
            .orElse(Duration.ofMinutes(2));

    @Inject
    RunService runs;

    @Inject
    RunEventSource events;

    @Inject
    CommandExecutor commands;

    @Inject
    ProviderRegistry providers;

    @Resource
    ManagedThreadFactory threads;

    private ManagedTaskExecutor tasks;

    @PostConstruct
    void start() {
        tasks = new ManagedTaskExecutor(threads);
        tasks.scheduleAtFixedRate(Math.clamp(silence.toSeconds() / 3, 1, HEARTBEAT_SECONDS), this::ping);
    }

    /**
     * A session can outlive its application and would answer pings forever, so the client must be told to connect
     * again.
     */
    @PreDestroy
    void stop() {
        tasks.close();
        for (Session session : sessions.keySet()) {
            try {
                session.close(new CloseReason(
                        CloseReason.CloseCodes.GOING_AWAY, "the server stops or is redeployed; connect again"));
            } catch (IOException | IllegalStateException e) {
                LOG.log(Level.FINE, "connection was already closed session=" + session.getId(), e);
            }
        }
    }

    /** Creates the connection of a session whose caller is authenticated. */
    ClientConnection connect(Session session, WebSocketTransport transport) {
        return new ClientConnection(
                new ClientConnection.Dependencies(commands, runs, events, tasks, Clock.systemUTC()),
                new ClientConnection.Client(
                        Caller.LOCAL, EnvelopeCodec.SUBPROTOCOL.equals(session.getNegotiatedSubprotocol())),
                new OutboundQueue(OutboundQueue.Limits.DEFAULT, transport, System::nanoTime, this::schedule));
    }

    /** Sends changes of providers to a client until the subscription is closed. */
    ProviderRegistry.Subscription sendProviderChanges(ClientConnection connection) {
        return providers.onProviderChanged(change -> tasks.execute(() -> connection.sendProviderChanged(change)));
    }

    boolean add(Session session, ClientLiveness liveness) {
        return sessions.size() < limit && sessions.put(session, liveness) == null;
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /** Threads for work that must not block the caller. */
    Executor executor() {
        return tasks;
    }

    private void schedule(long millis, Runnable task) {
        tasks.schedule(millis, task);
    }

    @Override
    public String kind() {
        return "websocket";
    }

    @Override
    public int count() {
        return sessions.size();
    }

    private void ping() {
        sessions.forEach((session, liveness) -> {
            if (liveness.isSilentFor(silence)) {
                disconnect(session);
                return;
            }
            try {
                session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.FINE, "ping failed session=" + session.getId(), e);
            }
        });
    }

    /** On another thread: writing to a client that is gone may block. */
    private void disconnect(Session session) {
        sessions.remove(session);
        new WebSocketTransport(session, tasks)
                .close(
                        CloseReason.CloseCodes.GOING_AWAY,
                        "nothing was received for " + DurationFormat.format(silence) + ", not even answers to pings");
    }
}
