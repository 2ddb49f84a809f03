package dev.codeagent.gateway;

import dev.codeagent.api.run.TextDelta;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What waits to be sent to one client, in order and bounded. One send is in flight at a time; deltas of a block that queue up
 * behind it are joined. A client that is too slow is given up, because nobody may wait for it.
 */
final class OutboundQueue {
    private final Wire wire;
    private final int maxChars;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private int chars;
    private boolean sending;
    private boolean closed;

    /** The way to the client. */
    interface Wire {
        /** Sends and calls back, once, from any thread; {@code true} where it went well. */
        void send(String text, Consumer<Boolean> done);

        /** Ends the connection because the client is too slow. */
        void giveUp();
    }

    private sealed interface Item {
        int size();

        String text();
    }

    private record Message(String text) implements Item {
        @Override
        public int size() {
            return text.length();
        }
    }

    /** Kept unwritten, so that it can still grow. */
    private record Pending(TextDelta delta, Function<TextDelta, String> writer) implements Item {
        @Override
        public int size() {
            return delta.text().length() + 200;
        }

        @Override
        public String text() {
            return writer.apply(delta);
        }
    }

    OutboundQueue(Wire wire, int maxChars) {
        this.wire = wire;
        this.maxChars = maxChars;
    }

    void add(String text) {
        enqueue(new Message(text));
    }

    void add(TextDelta delta, Function<TextDelta, String> writer) {
        synchronized (this) {
            if (waiting.peekLast() instanceof Pending last && continues(last.delta(), delta)) {
                waiting.removeLast();
                chars -= last.size();
                TextDelta first = last.delta();
                delta = new TextDelta(
                        first.run(), first.step(), first.block(), first.kind(), first.offset(), first.text() + delta.text(),
                        first.afterSeq());
            }
        }
        enqueue(new Pending(delta, writer));
    }

    private static boolean continues(TextDelta first, TextDelta next) {
        return first.run().equals(next.run())
                && first.block().equals(next.block())
                && first.offset() + first.text().length() == next.offset();
    }

    private void enqueue(Item item) {
        synchronized (this) {
            if (closed) {
                return;
            }
            waiting.add(item);
            chars += item.size();
            if (chars > maxChars) {
                closed = true;
                waiting.clear();
            } else if (sending) {
                return;
            } else {
                sending = true;
            }
        }
        if (isClosed()) {
            wire.giveUp();
        } else {
            sendNext();
        }
    }

    private void sendNext() {
        Item next;
        synchronized (this) {
            next = closed ? null : waiting.poll();
            if (next == null) {
                sending = false;
                return;
            }
            chars -= next.size();
        }
        wire.send(next.text(), ok -> {
            if (ok) {
                sendNext();
            } else {
                close();
            }
        });
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
    }

    private synchronized boolean isClosed() {
        return closed;
    }
}
