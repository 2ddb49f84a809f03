package dev.codeagent.outbound;

import dev.codeagent.api.run.TextDelta;
import org.jspecify.annotations.Nullable;

/** A queued message and the time when it may be sent; a delta grows while it waits. */
final class QueuedMessage {
    static final long IMMEDIATELY = Long.MIN_VALUE;

    /** {@link #IMMEDIATELY}, or a value of the nano clock. */
    long due;

    private final OutboundMessage message;
    private @Nullable StringBuilder coalesced;

    QueuedMessage(OutboundMessage message, long due) {
        this.message = message;
        this.due = due;
    }

    boolean isDue(long now) {
        return due == IMMEDIATELY || now - due >= 0;
    }

    /** Appends the delta if it starts where this one ends. */
    boolean tryCoalesce(OutboundMessage.Delta next) {
        if (!(message instanceof OutboundMessage.Delta own) || !own.tag().equals(next.tag())) {
            return false;
        }
        TextDelta first = own.delta();
        TextDelta more = next.delta();
        int end = first.offset() + first.text().length() + (coalesced == null ? 0 : coalesced.length());
        if (!first.block().equals(more.block()) || end != more.offset()) {
            return false;
        }
        if (coalesced == null) {
            coalesced = new StringBuilder();
        }
        coalesced.append(more.text());
        return true;
    }

    OutboundMessage message() {
        if (coalesced == null || !(message instanceof OutboundMessage.Delta own)) {
            return message;
        }
        TextDelta d = own.delta();
        return new OutboundMessage.Delta(
                own.tag(),
                new TextDelta(d.run(), d.step(), d.block(), d.kind(), d.offset(), d.text() + coalesced, d.afterSeq()));
    }
}
