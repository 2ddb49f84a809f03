package dev.codeagent.rest;

import dev.codeagent.api.run.Cursor;
import dev.codeagent.api.run.RunEvents;
import dev.codeagent.api.run.RunId;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** All open event streams; a comment every 15 s keeps them alive and finds those that nobody reads any more. */
@ApplicationScoped
public class EventStreams {
    private static final long HEARTBEAT_SECONDS = 15;

    @Inject
    RunEvents events;

    @Resource
    ManagedExecutorService executor;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private ScheduledFuture<?> heartbeat;

    @PostConstruct
    void start() {
        heartbeat = scheduler.scheduleAtFixedRate(
                () -> open.forEach(EventStream::beat), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        heartbeat.cancel(false);
        open.forEach(EventStream::end);
    }

    void open(RunId run, long afterSeq, SseEventSink sink, Sse sse) {
        var stream = new EventStream(
                sink,
                sse,
                executor,
                (millis, task) -> scheduler.schedule(task, millis, TimeUnit.MILLISECONDS),
                open::remove);
        open.add(stream);
        stream.follow(events, new Cursor(run, afterSeq, "", 0));
    }
}
