package dev.codeagent.rest;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of server-sent events that notes what it gets. */
final class RecordingSink implements SseEventSink {
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile boolean broken;

    void breakConnection() {
        broken = true;
    }

    /** Each event as its id and name; of an error also the data. */
    List<String> sent() {
        return sent;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
        if (broken) {
            return CompletableFuture.failedFuture(new IOException("connection reset"));
        }
        sent.add("error".equals(event.getName()) ? "error " + event.getData() : event.getId() + " " + event.getName());
        return CompletableFuture.completedFuture(event);
    }

    @Override
    public void close() {
        closed = true;
    }
}
