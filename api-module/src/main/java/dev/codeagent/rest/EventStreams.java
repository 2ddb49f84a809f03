package dev.codeagent.rest;

import dev.codeagent.api.concurrent.SmallTasks;
import dev.codeagent.api.run.Cursor;
import dev.codeagent.api.run.RunEvents;
import dev.codeagent.api.run.RunId;
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

/** All open event streams; a comment every 15 s keeps them alive and finds those that nobody reads any more. */
@ApplicationScoped
public class EventStreams {
    private static final long HEARTBEAT_SECONDS = 15;

    @Inject
    RunEvents events;

    @Resource
    ManagedThreadFactory threads;

    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private SmallTasks tasks;

    @PostConstruct
    void start() {
        tasks = new SmallTasks(threads);
        tasks.every(HEARTBEAT_SECONDS, () -> open.forEach(EventStream::beat));
    }

    @PreDestroy
    void stop() {
        tasks.close();
        open.forEach(EventStream::end);
    }

    void open(RunId run, long afterSeq, SseEventSink sink, Sse sse) {
        var stream = new EventStream(sink, sse, tasks, tasks::later, open::remove);
        open.add(stream);
        stream.follow(events, new Cursor(run, afterSeq, "", 0));
    }
}
