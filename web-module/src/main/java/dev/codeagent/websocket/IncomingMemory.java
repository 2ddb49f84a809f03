package dev.codeagent.websocket;

import java.util.concurrent.atomic.AtomicLong;

/** Limits what unfinished messages of all clients may occupy together: a client may begin a large message and never end it. */
public final class IncomingMemory {
    /** Of the server. */
    public static final IncomingMemory SERVER = new IncomingMemory(64L << 20);

    private final AtomicLong free;

    IncomingMemory(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /** What one client occupies. One thread uses it at a time. */
    public final class Share {
        private long held;

        private Share() {}

        public synchronized long held() {
            return held;
        }

        /** Occupies as much in place of what it occupied; returns false, and occupies what it did, if there is not enough. */
        public synchronized boolean hold(long bytes) {
            long more = bytes - held;
            if (free.addAndGet(-more) < 0 && more > 0) {
                free.addAndGet(more);
                return false;
            }
            held = bytes;
            return true;
        }

        public synchronized void release() {
            hold(0);
        }
    }

    public Share share() {
        return new Share();
    }
}
