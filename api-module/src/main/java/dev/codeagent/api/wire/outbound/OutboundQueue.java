package dev.codeagent.api.wire.outbound;

import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * What one client has still to get: bounded, one send at a time, in order within each run. The first piece of a block
 * leaves at once; later pieces are joined while a send is under way, and for {@link #JOIN_MILLIS} at most. A client that
 * does not keep up loses its connection; nobody ever waits for it.
 */
public final class OutboundQueue {
    /** About a frame of a screen: more often, nobody sees it. */
    public static final long JOIN_MILLIS = 16;

    private final Limits limits;
    private final Remote remote;
    private final LongSupplier nanoTime;
    private final Delay delay;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final Map<RunId, Waiting> lastOfRun = new HashMap<>();
    private final Map<RunId, OpenBlock> openBlocks = new HashMap<>();
    private final Map<RunId, Long> sentSeq = new HashMap<>();
    private final List<Runnable> drained = new ArrayList<>();
    private long chars;
    private boolean sending;
    private boolean closed;
    private boolean wakeUpSet;

    /** How much may wait; a single message may be larger. */
    public record Limits(int messages, long chars) {
        public static final Limits DEFAULT = new Limits(2_000, 8_000_000);
    }

    /** The client's end of the line. */
    public interface Remote {
        /** Begins to send; the future ends when the next message may be sent. */
        CompletableFuture<Void> send(Outgoing message);

        /** The client does not keep up: close its connection with this reason. Must not block. */
        void slow(String reason);

        /** A send failed: the client is gone. Must not block. */
        void gone(Throwable failure);
    }

    /** Runs something a little later. */
    public interface Delay {
        void after(long millis, Runnable task);
    }

    private record OpenBlock(String id, long sentAt) {}

    public OutboundQueue(Limits limits, Remote remote, LongSupplier nanoTime, Delay delay) {
        this.limits = limits;
        this.remote = remote;
        this.nanoTime = nanoTime;
        this.delay = delay;
    }

    /** Takes a message and returns at once; after {@link #close} it is dropped. */
    public void offer(Outgoing message) {
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
            pump();
        } else {
            remote.slow(overflow);
        }
    }

    /** Runs the task when nothing waits any more, at once where nothing does; never after {@link #close}. */
    public void whenDrained(Runnable task) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (sending || !queue.isEmpty()) {
                drained.add(task);
                return;
            }
        }
        task.run();
    }

    /** Forgets everything; nothing is sent any more. */
    public synchronized void close() {
        closed = true;
        queue.clear();
        lastOfRun.clear();
        openBlocks.clear();
        drained.clear();
        chars = 0;
    }

    private void add(Outgoing message) {
        chars += message.chars();
        switch (message) {
            case Outgoing.Note note -> queue.add(new Waiting(note, Waiting.AT_ONCE));
            case Outgoing.Event event -> {
                var waiting = new Waiting(event, Waiting.AT_ONCE);
                // What was said before the event must reach the client before it.
                hurry(lastOfRun.put(event.run(), waiting));
                openBlocks.remove(event.run());
                queue.add(waiting);
            }
            case Outgoing.Delta delta -> addDelta(delta);
        }
    }

    private void addDelta(Outgoing.Delta piece) {
        TextDelta delta = piece.delta();
        Waiting last = lastOfRun.get(delta.run());
        if (last != null && last.joins(piece)) {
            return;
        }
        hurry(last);
        OpenBlock open = openBlocks.get(delta.run());
        boolean first = open == null || !open.id().equals(delta.block());
        var waiting = new Waiting(piece, first ? Waiting.AT_ONCE : open.sentAt() + JOIN_MILLIS * 1_000_000);
        lastOfRun.put(delta.run(), waiting);
        queue.add(waiting);
    }

    private static void hurry(Waiting waiting) {
        if (waiting != null) {
            waiting.due = Waiting.AT_ONCE;
        }
    }

    private void pump() {
        Outgoing next = take();
        while (next != null) {
            CompletableFuture<Void> sent = send(next);
            if (!sent.isDone()) {
                Outgoing pending = next;
                sent.whenComplete((nothing, failure) -> {
                    settle(pending, failure);
                    pump();
                });
                return;
            }
            // A loop, not a call: a remote that is always ready must not grow the stack.
            settle(next, sent.isCompletedExceptionally() ? sent.exceptionNow() : null);
            next = take();
        }
        runDrained();
    }

    private CompletableFuture<Void> send(Outgoing message) {
        try {
            return remote.send(message);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The next message that is due, null where none is: then a wake-up is set if one only waits for its time. */
    private synchronized Outgoing take() {
        if (sending || closed || queue.isEmpty()) {
            return null;
        }
        long now = nanoTime.getAsLong();
        for (Iterator<Waiting> all = queue.iterator(); all.hasNext(); ) {
            Waiting waiting = all.next();
            if (waiting.isDue(now)) {
                all.remove();
                return begin(waiting, now);
            }
        }
        if (!wakeUpSet) {
            wakeUpSet = true;
            delay.after(JOIN_MILLIS, this::wakeUp);
        }
        return null;
    }

    private Outgoing begin(Waiting waiting, long now) {
        sending = true;
        Outgoing message = waiting.message();
        chars -= message.chars();
        if (message instanceof Outgoing.Delta d) {
            openBlocks.put(d.delta().run(), new OpenBlock(d.delta().block(), now));
        }
        lastOfRun.values().removeIf(last -> last == waiting);
        return message;
    }

    private void wakeUp() {
        synchronized (this) {
            wakeUpSet = false;
        }
        pump();
    }

    private void settle(Outgoing message, Throwable failure) {
        synchronized (this) {
            sending = false;
            if (failure == null && message instanceof Outgoing.Event event) {
                sentSeq.put(event.run(), event.seq());
            }
            if (failure == null || closed) {
                return;
            }
            close();
        }
        remote.gone(failure);
    }

    private void runDrained() {
        List<Runnable> tasks;
        synchronized (this) {
            if (drained.isEmpty() || sending || closed || !queue.isEmpty()) {
                return;
            }
            tasks = List.copyOf(drained);
            drained.clear();
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
