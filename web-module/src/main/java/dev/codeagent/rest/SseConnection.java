package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.api.wire.ServerMessage;
import dev.codeagent.outbound.OutboundMessage;
import dev.codeagent.outbound.OutboundQueue;
import dev.codeagent.outbound.RunSubscription;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One client that follows one run with server-sent events (HTML Living Standard, section 9.2). The {@code id} of an
 * event is its number, and {@code event} is its type. Deltas are {@code event: delta} without an id, so that a client
 * that reconnects names the last stored event. The stream ends after {@code run.finished}, and for a client that already
 * has that event after what happened to the patch since.
 */
final class SseConnection implements OutboundQueue.Transport, RunSubscription.Sink {
    private final SseEventSink sink;
    private final Sse sse;
    private final Executor executor;
    private final Consumer<SseConnection> onClosed;
    private final boolean runHasEnded;
    private final OutboundQueue queue;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final RunSubscription subscription;
    private final Follower follower =
            new Follower(Caller.LOCAL.name(), "sse", Instant.now().truncatedTo(ChronoUnit.MILLIS));

    /** @param runHasEnded whether the run had ended when the client connected, so that no event will end the stream */
    SseConnection(
            SseEventSink sink,
            Sse sse,
            Executor executor,
            OutboundQueue.Scheduler scheduler,
            RunEventSource events,
            RunCursor from,
            boolean runHasEnded,
            Consumer<SseConnection> onClosed) {
        this.sink = sink;
        this.sse = sse;
        this.executor = executor;
        this.onClosed = onClosed;
        this.runHasEnded = runHasEnded;
        this.queue = new OutboundQueue(OutboundQueue.Limits.DEFAULT, this, System::nanoTime, scheduler);
        this.subscription = new RunSubscription(events, queue, from, this, executor);
    }

    void follow() {
        subscription.catchUp();
    }

    /** Sends an empty comment, which detects a closed connection. */
    void heartbeat() {
        queue.offer(new OutboundMessage.Raw(""));
    }

    void close() {
        if (closed.compareAndSet(false, true)) {
            queue.close();
            subscription.close();
            sink.close();
            onClosed.accept(this);
        }
    }

    /** A sink blocks the sender, so each send has a virtual thread: a slow reader blocks no other thread. */
    @Override
    public CompletableFuture<Void> send(OutboundMessage message) {
        var sent = new CompletableFuture<Void>();
        Thread.ofVirtual().name("event-stream").start(() -> {
            try {
                sink.send(toSseEvent(message)).toCompletableFuture().join();
                sent.complete(null);
            } catch (RuntimeException | Error e) {
                sent.completeExceptionally(e);
            }
        });
        return sent;
    }

    private OutboundSseEvent toSseEvent(OutboundMessage message) {
        OutboundSseEvent.Builder builder = sse.newEventBuilder();
        return switch (message) {
            case OutboundMessage.Raw raw
            when raw.text().isEmpty() -> builder.comment("").build();
            case OutboundMessage.Raw raw ->
                builder.name(raw.type()).data(raw.text()).build();
            case OutboundMessage.Event e ->
                builder.id(String.valueOf(e.seq()))
                        .name(e.type())
                        .data(e.text())
                        .build();
            case OutboundMessage.Delta d ->
                builder.name("delta")
                        .data(EventCodec.writeText(d.delta()).toString())
                        .build();
        };
    }

    @Override
    public void disconnectSlowClient(String reason) {
        executor.execute(this::close);
    }

    @Override
    public void onSendFailed(Throwable failure) {
        executor.execute(this::close);
    }

    @Override
    public String encode(RecordedEvent event) {
        return EventCodec.write(event).toString();
    }

    @Override
    public String tag() {
        return "";
    }

    @Override
    public void onCaughtUp(boolean finished) {
        if (finished || runHasEnded) {
            onFinished();
        }
    }

    @Override
    public void onFinished() {
        queue.whenDrained(() -> executor.execute(this::close));
    }

    @Override
    public Optional<Follower> follower() {
        return Optional.of(follower);
    }

    /** Without a number, like a delta. */
    @Override
    public void onPresence(RunId run, List<Follower> followers) {
        queue.offer(new OutboundMessage.Raw(
                ServerMessage.PRESENCE,
                ServerMessage.presencePayload(run, followers).toString()));
    }

    @Override
    public void onStalled(AgentException reason) {
        queue.offer(new OutboundMessage.Raw(JsonBodies.toJson(ErrorResponse.of(reason))));
    }

    @Override
    public void onFailure(RuntimeException failure) {
        queue.offer(new OutboundMessage.Raw(JsonBodies.toJson(ErrorResponse.of(failure))));
        onFinished();
    }
}
