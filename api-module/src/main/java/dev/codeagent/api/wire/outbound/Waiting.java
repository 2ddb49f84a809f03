package dev.codeagent.api.wire.outbound;

import dev.codeagent.api.run.TextDelta;

/** A message in the queue, and when it may leave; a piece of a block grows while it waits. */
final class Waiting {
    static final long AT_ONCE = Long.MIN_VALUE;

    /** {@link #AT_ONCE}, or a reading of the nano clock. */
    long due;

    private final Outgoing message;
    private final StringBuilder joined = new StringBuilder();

    Waiting(Outgoing message, long due) {
        this.message = message;
        this.due = due;
    }

    boolean isDue(long now) {
        return due == AT_ONCE || now - due >= 0;
    }

    /** Takes the piece in if it goes on where this one ends. */
    boolean joins(Outgoing.Delta next) {
        if (!(message instanceof Outgoing.Delta mine) || !mine.tag().equals(next.tag())) {
            return false;
        }
        TextDelta first = mine.delta();
        TextDelta more = next.delta();
        int end = first.offset() + first.text().length() + joined.length();
        if (!first.block().equals(more.block()) || end != more.offset()) {
            return false;
        }
        joined.append(more.text());
        return true;
    }

    Outgoing message() {
        if (joined.isEmpty() || !(message instanceof Outgoing.Delta mine)) {
            return message;
        }
        TextDelta d = mine.delta();
        return new Outgoing.Delta(
                mine.tag(),
                new TextDelta(d.run(), d.step(), d.block(), d.kind(), d.offset(), d.text() + joined, d.afterSeq()));
    }
}
