package dev.codeagent.gateway;

import dev.codeagent.api.concurrent.ManagedTaskExecutor;
import dev.codeagent.api.telemetry.OpenConnections;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;

/** All WebSocket sessions: limits their number, and sends a ping every 20 s so that proxies do not close idle ones. */
@ApplicationScoped
public class SessionRegistry implements OpenConnections {
    private static final Logger LOG = Logger.getLogger(SessionRegistry.class.getName());
    private static final long HEARTBEAT_SECONDS = 20;

    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final int limit = ConfigProvider.getConfig()
            .getOptionalValue("gateway.maxConnections", Integer.class)
            .orElse(1000);

    @Resource
    ManagedThreadFactory threads;

    private ManagedTaskExecutor tasks;

    @PostConstruct
    void start() {
        tasks = new ManagedTaskExecutor(threads);
        tasks.scheduleAtFixedRate(HEARTBEAT_SECONDS, this::ping);
    }

    /**
     * A session can outlive its application and would answer pings forever, so the client must be told to connect
     * again.
     */
    @PreDestroy
    void stop() {
        tasks.close();
        for (Session session : sessions) {
            try {
                session.close(new CloseReason(
                        CloseReason.CloseCodes.GOING_AWAY, "the server stops or is redeployed; connect again"));
            } catch (IOException | IllegalStateException e) {
                LOG.log(Level.FINE, "connection was already closed session=" + session.getId(), e);
            }
        }
    }

    boolean add(Session session) {
        return sessions.size() < limit && sessions.add(session);
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /** Threads for work that must not block the caller. */
    Executor executor() {
        return tasks;
    }

    void schedule(long millis, Runnable task) {
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
        for (Session session : sessions) {
            try {
                session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.FINE, "ping failed session=" + session.getId(), e);
            }
        }
    }
}
