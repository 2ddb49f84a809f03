package dev.codeagent.outbound;

import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;

/** Something on its way to one client. */
public sealed interface OutboundMessage {
    /** Roughly what it costs to keep. */
    int chars();

    /** An answer of the door itself, ready to be sent. */
    record Raw(String text) implements OutboundMessage {
        @Override
        public int chars() {
            return text.length();
        }
    }

    /** A stored event, written as the door writes it. */
    record Event(RunId run, long seq, String type, String text) implements OutboundMessage {
        @Override
        public int chars() {
            return text.length();
        }
    }

    /** A piece of a block; {@code tag} is what the door wants to know about it when it writes it. */
    record Delta(String tag, TextDelta delta) implements OutboundMessage {
        @Override
        public int chars() {
            return delta.text().length();
        }
    }
}
