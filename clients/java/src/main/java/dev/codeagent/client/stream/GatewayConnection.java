package dev.codeagent.client.stream;

import java.io.IOException;
import java.util.function.Consumer;

/** A connection to the server's gateway. */
public interface GatewayConnection {
    void send(String message) throws IOException;

    void close();

    /** Opens connections. The listener gets each message, and {@link InboundEvent.Lost} if the connection breaks. */
    interface Connector {
        GatewayConnection connect(Consumer<InboundEvent> listener) throws IOException;
    }

    /** An event for the follower of a run. */
    sealed interface InboundEvent {
        record Message(String text) implements InboundEvent {}

        /** @param fatal whether a new connection would end in the same way */
        record Lost(String reason, boolean fatal) implements InboundEvent {}

        /** The user cancels the run. */
        record Cancel() implements InboundEvent {}
    }
}
