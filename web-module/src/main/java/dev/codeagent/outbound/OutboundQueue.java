package dev.codeagent.outbound;

import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of messages for one client: one send at a time, in order within each run. The first delta of a
 * block is sent immediately; later deltas are coalesced while a send is running, and for at most {@link
 * #COALESCE_MILLIS}. A client that is too slow loses its connection; the queue never blocks a caller.
 */
public final class OutboundQueue {
    /** About one frame of a screen; a user cannot see faster updates. */
    public static final long COALESCE_MILLIS = 16;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final System.Logger LOG = System.getLogger(OutboundQueue.class.getName());

    private final Limits limits;
    private final Transport transport;
    private final LongSupplier nanoTime;
    private final Scheduler scheduler;
    private final ArrayDeque<QueuedMessage> queue = new ArrayDeque<>();
    private final Map<RunId, QueuedMessage> lastOfRun = new HashMap<>();
    private final Map<RunId, OpenBlock> openBlocks = new HashMap<>();
    private final Map<RunId, Long> sentSeq = new HashMap<>();
    private final List<Runnable> drainedTasks = new ArrayList<>();
    private long chars;
    private boolean sending;
    private boolean closed;
    private boolean wakeUpScheduled;

    /** The maximum number of queued messages and characters; a single message may be larger. */
    public record Limits(int messages, long chars) {
        public static final Limits DEFAULT = new Limits(2_000, 8_000_000);
    }

    /** The connection to the client. */
    public interface Transport {
        /** Starts a send; the future completes when the next message may be sent. */
        CompletableFuture<Void> send(OutboundMessage message);

        /** Closes the connection of a client that is too slow, with this reason. Must not block. */
        void disconnectSlowClient(String reason);

        /** Called when a send failed: the client is gone. Must not block. */
        void onSendFailed(Throwable failure);
    }

    /** Runs a task after a delay. */
    public interface Scheduler {
        void schedule(long millis, Runnable task);
    }

    private record OpenBlock(String id, long sentAt) {}

    public OutboundQueue(Limits limits, Transport transport, LongSupplier nanoTime, Scheduler scheduler) {
        this.limits = limits;
        this.transport = transport;
        this.nanoTime = nanoTime;
        this.scheduler = scheduler;
    }

    /** Queues a message and returns immediately; after {@link #close} the message is dropped. */
    public void offer(OutboundMessage message) {
        String overflow = "";
        synchronized (this) {
            if (closed) {
                return;
            }
            add(message);
            if (queue.size() > limits.messages() || chars > limits.chars() && queue.size() > 1) {
                overflow = resumeFrom();
                close();
            }
        }
        if (overflow.isEmpty()) {
            sendPending();
        } else {
            transport.disconnectSlowClient(overflow);
        }
    }

    /** Sends what is queued of a run before messages that are offered later; it has no position to resume from any more. */
    public synchronized void makeDue(RunId run) {
        makeDue(lastOfRun.get(run));
        sentSeq.remove(run);
    }

    /** Runs the task when the queue is empty, immediately if it is empty now; never after {@link #close}. */
    public void whenDrained(Runnable task) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (sending || !queue.isEmpty()) {
                drainedTasks.add(task);
                return;
            }
        }
        task.run();
    }

    /** Closes the queue and disconnects the client, because something failed for it; throws nothing. */
    public void disconnect(Throwable reason) {
        close();
        try {
            transport.onSendFailed(reason);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a client cannot be disconnected", e);
        }
    }

    /** Drops all messages; nothing is sent afterwards. */
    public synchronized void close() {
        closed = true;
        queue.clear();
        lastOfRun.clear();
        openBlocks.clear();
        drainedTasks.clear();
        chars = 0;
    }

    private void add(OutboundMessage message) {
        chars += message.chars();
        switch (message) {
            case OutboundMessage.Raw raw -> queue.add(new QueuedMessage(raw, QueuedMessage.IMMEDIATELY));
            case OutboundMessage.Event event -> {
                var queued = new QueuedMessage(event, QueuedMessage.IMMEDIATELY);
                // Deltas from before the event must reach the client before it.
                makeDue(lastOfRun.put(event.run(), queued));
                openBlocks.remove(event.run());
                queue.add(queued);
            }
            case OutboundMessage.Delta delta -> addDelta(delta);
        }
    }

    private void addDelta(OutboundMessage.Delta deltaMessage) {
        TextDelta delta = deltaMessage.delta();
        QueuedMessage last = lastOfRun.get(delta.run());
        if (last != null && last.tryCoalesce(deltaMessage)) {
            return;
        }
        makeDue(last);
        OpenBlock open = openBlocks.get(delta.run());
        var queued = new QueuedMessage(
                deltaMessage,
                open == null || !open.id().equals(delta.block())
                        ? QueuedMessage.IMMEDIATELY
                        : open.sentAt() + COALESCE_MILLIS * NANOS_PER_MILLI);
        lastOfRun.put(delta.run(), queued);
        queue.add(queued);
    }

    private static void makeDue(@Nullable QueuedMessage queued) {
        if (queued != null) {
            queued.due = QueuedMessage.IMMEDIATELY;
        }
    }

    private void sendPending() {
        Optional<OutboundMessage> next = pollDue();
        while (next.isPresent()) {
            OutboundMessage message = next.get();
            CompletableFuture<Void> sent = send(message);
            if (!sent.isDone()) {
                sent.whenComplete((nothing, failure) -> {
                    completeSend(message, failure);
                    sendPending();
                });
                return;
            }
            // A loop, not recursion: a transport that is always ready must not grow the stack.
            completeSend(message, sent.isCompletedExceptionally() ? sent.exceptionNow() : null);
            next = pollDue();
        }
        runDrained();
    }

    private CompletableFuture<Void> send(OutboundMessage message) {
        try {
            return transport.send(message);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The next message that is due. If a message only waits for its due time, schedules a wake-up. */
    private synchronized Optional<OutboundMessage> pollDue() {
        if (sending || closed || queue.isEmpty()) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        long untilDue = COALESCE_MILLIS * NANOS_PER_MILLI;
        for (Iterator<QueuedMessage> all = queue.iterator(); all.hasNext(); ) {
            QueuedMessage queued = all.next();
            if (queued.isDue(now)) {
                all.remove();
                return Optional.of(startSending(queued, now));
            }
            untilDue = Math.min(untilDue, queued.due - now);
        }
        if (!wakeUpScheduled) {
            wakeUpScheduled = true;
            // Not a full period: each send would be late by the rest of it, and so would be the next one.
            scheduler.schedule(Math.ceilDiv(untilDue, NANOS_PER_MILLI), this::wakeUp);
        }
        return Optional.empty();
    }

    private OutboundMessage startSending(QueuedMessage queued, long now) {
        sending = true;
        OutboundMessage message = queued.message();
        chars -= message.chars();
        if (message instanceof OutboundMessage.Delta d) {
            openBlocks.put(d.delta().run(), new OpenBlock(d.delta().block(), now));
        }
        lastOfRun.values().removeIf(last -> last == queued);
        return message;
    }

    private void wakeUp() {
        synchronized (this) {
            wakeUpScheduled = false;
        }
        sendPending();
    }

    private void completeSend(OutboundMessage message, @Nullable Throwable failure) {
        synchronized (this) {
            sending = false;
            if (failure == null && message instanceof OutboundMessage.Event event) {
                sentSeq.put(event.run(), event.seq());
            }
            if (failure == null || closed) {
                return;
            }
            close();
        }
        transport.onSendFailed(failure);
    }

    private void runDrained() {
        List<Runnable> tasks;
        synchronized (this) {
            if (drainedTasks.isEmpty() || sending || closed || !queue.isEmpty()) {
                return;
            }
            tasks = List.copyOf(drainedTasks);
            drainedTasks.clear();
        }
        tasks.forEach(Runnable::run);
    }

    private String resumeFrom() {
        return switch (sentSeq.size()) {
            case 0 -> "slow: resume from 0";
            case 1 -> "slow: resume from " + sentSeq.values().iterator().next();
            default -> "slow: resume each run from its last seq";
        };
    }
}
