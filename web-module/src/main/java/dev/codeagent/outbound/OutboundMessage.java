package dev.codeagent.outbound;

import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;

/** A message that waits to be sent to one client. */
public sealed interface OutboundMessage {
    /** The approximate memory cost in characters. */
    int chars();

    /** A message of the endpoint itself, ready to be sent; streams of server-sent events name its {@code type}. */
    record Raw(String type, String text) implements OutboundMessage {

        /** An error, or a comment if the text is empty. */
        public Raw(String text) {
            this("error", text);
        }

        @Override
        public int chars() {
            return text.length();
        }
    }

    /** A stored event, encoded by the endpoint. */
    record Event(RunId run, long seq, String type, String text) implements OutboundMessage {
        @Override
        public int chars() {
            return text.length();
        }
    }

    /** A text delta; {@code tag} is what the endpoint needs to encode it. */
    record Delta(String tag, TextDelta delta) implements OutboundMessage {
        @Override
        public int chars() {
            return delta.text().length();
        }
    }
}
