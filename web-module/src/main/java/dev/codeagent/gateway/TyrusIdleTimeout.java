package dev.codeagent.gateway;

import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Switches off the idle timeout of a Tyrus session. {@code setMaxIdleTimeout(0)} alone makes Tyrus 2.1 submit a task of
 * the container for each message ({@code TyrusSession.restartIdleTimeoutExecutor}), which wakes a thread and costs more than
 * the message (docs/adr/0025). The gateway finds dead clients by its own pings.
 */
final class TyrusIdleTimeout {
    private static final Logger LOG = System.getLogger(TyrusIdleTimeout.class.getName());

    /** Accepts tasks and never runs them. */
    private static final ScheduledExecutorService NO_TASKS = noTasks();

    private TyrusIdleTimeout() {}

    /** Without effect if the session is not one of Tyrus or has other fields: then messages only cost more. */
    static void disable(Session session) {
        try {
            Field service = session.getClass().getDeclaredField("service");
            service.setAccessible(true);
            service.set(session, NO_TASKS);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the idle timer of WebSocket sessions cannot be switched off", e);
        }
        session.setMaxIdleTimeout(0);
    }

    private static ScheduledExecutorService noTasks() {
        var executor = new ScheduledThreadPoolExecutor(0, new ThreadPoolExecutor.DiscardPolicy());
        executor.shutdown();
        return executor;
    }
}
