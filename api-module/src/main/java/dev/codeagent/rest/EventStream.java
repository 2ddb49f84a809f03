package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.Cursor;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvents;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.api.wire.Refusal;
import dev.codeagent.api.wire.outbound.Following;
import dev.codeagent.api.wire.outbound.OutboundQueue;
import dev.codeagent.api.wire.outbound.Outgoing;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One client following one run by server-sent events (HTML Living Standard, section 9.2): an event's {@code id} is its
 * number, its {@code event} its type; deltas are {@code event: delta} and have no id, so that a client that comes back
 * names the last stored event. The stream ends after {@code run.finished}.
 */
final class EventStream implements OutboundQueue.Remote, Following.Door {
    private final SseEventSink sink;
    private final Sse sse;
    private final Executor executor;
    private final Consumer<EventStream> whenEnded;
    private final OutboundQueue queue;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Following following;

    EventStream(
            SseEventSink sink, Sse sse, Executor executor, OutboundQueue.Delay delay, Consumer<EventStream> whenEnded) {
        this.sink = sink;
        this.sse = sse;
        this.executor = executor;
        this.whenEnded = whenEnded;
        this.queue = new OutboundQueue(OutboundQueue.Limits.DEFAULT, this, System::nanoTime, delay);
    }

    void follow(RunEvents events, Cursor from) {
        following = new Following(events, queue, from, this, executor);
        following.catchUp();
    }

    /** Says nothing, but notices where nobody listens. */
    void beat() {
        queue.offer(new Outgoing.Note(""));
    }

    void end() {
        if (ended.compareAndSet(false, true)) {
            queue.close();
            following.close();
            sink.close();
            whenEnded.accept(this);
        }
    }

    /** A sink blocks its sender, so each send has a virtual thread: nobody waits for a slow reader. */
    @Override
    public CompletableFuture<Void> send(Outgoing message) {
        var sent = new CompletableFuture<Void>();
        Thread.ofVirtual().name("event-stream").start(() -> {
            try {
                sink.send(event(message)).toCompletableFuture().join();
                sent.complete(null);
            } catch (RuntimeException e) {
                sent.completeExceptionally(e);
            }
        });
        return sent;
    }

    private OutboundSseEvent event(Outgoing message) {
        OutboundSseEvent.Builder builder = sse.newEventBuilder();
        return switch (message) {
            case Outgoing.Note note
            when note.text().isEmpty() -> builder.comment("").build();
            case Outgoing.Note note -> builder.name("error").data(note.text()).build();
            case Outgoing.Event e ->
                builder.id(String.valueOf(e.seq()))
                        .name(e.type())
                        .data(e.text())
                        .build();
            case Outgoing.Delta d ->
                builder.name("delta")
                        .data(EventCodec.write(d.delta()).toString())
                        .build();
        };
    }

    @Override
    public void slow(String reason) {
        executor.execute(this::end);
    }

    @Override
    public void gone(Throwable failure) {
        executor.execute(this::end);
    }

    @Override
    public String write(RecordedEvent event) {
        return EventCodec.write(event).toString();
    }

    @Override
    public String tag() {
        return "";
    }

    @Override
    public void caughtUp(boolean finished) {
        if (finished) {
            finished();
        }
    }

    @Override
    public void finished() {
        queue.whenDrained(() -> executor.execute(this::end));
    }

    @Override
    public void trouble(AgentException reason) {
        queue.offer(new Outgoing.Note(Body.of(Refusal.of(reason))));
    }

    @Override
    public void failed(RuntimeException failure) {
        queue.offer(new Outgoing.Note(Body.of(Refusal.of(failure))));
        finished();
    }
}
