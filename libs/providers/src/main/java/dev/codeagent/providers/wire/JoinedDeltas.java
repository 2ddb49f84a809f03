package dev.codeagent.providers.wire;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.TurnListener;

/** Joins the deltas of events that were read together: one delivery costs as much as many characters. */
final class JoinedDeltas {
    private final TurnListener listener;
    private final StringBuilder pending = new StringBuilder();
    private String kind = "";

    JoinedDeltas(TurnListener listener) {
        this.listener = listener;
    }

    void add(String newKind, String piece) {
        if (!newKind.equals(kind)) {
            deliver();
            kind = newKind;
        }
        pending.append(piece);
    }

    void deliver() {
        if (!pending.isEmpty()) {
            String text = pending.toString();
            pending.setLength(0);
            listener.onDelta(kind, text);
        }
    }

    void usage(Usage usage) {
        deliver();
        listener.onUsage(usage);
    }

    /** All deltas so far are invalid. */
    void restart(String reason) {
        deliver();
        listener.onRestart(reason);
    }
}
