package dev.codeagent.rest;

import dev.codeagent.api.concurrent.ManagedTaskExecutor;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.telemetry.OpenConnections;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All open event streams; a comment every 15 s keeps them alive and detects closed connections. */
@ApplicationScoped
public class SseConnections implements OpenConnections {
    private static final long HEARTBEAT_SECONDS = 15;

    @Inject
    RunEventSource events;

    @Resource
    ManagedThreadFactory threads;

    private final Set<SseConnection> open = ConcurrentHashMap.newKeySet();
    private ManagedTaskExecutor tasks;

    @PostConstruct
    void start() {
        tasks = new ManagedTaskExecutor(threads);
        tasks.scheduleAtFixedRate(HEARTBEAT_SECONDS, () -> open.forEach(SseConnection::heartbeat));
    }

    @PreDestroy
    void stop() {
        tasks.close();
        open.forEach(SseConnection::close);
    }

    @Override
    public String kind() {
        return "sse";
    }

    @Override
    public int count() {
        return open.size();
    }

    void open(Run run, long afterSeq, SseEventSink sink, Sse sse) {
        var from = new RunCursor(run.id(), afterSeq, "", 0);
        var connection = new SseConnection(
                sink, sse, tasks, tasks::schedule, events, from, run.state().isTerminal(), open::remove);
        open.add(connection);
        // The head of the answer is sent with the first part of its body, which may be an event of tomorrow.
        connection.heartbeat();
        connection.follow();
    }
}
