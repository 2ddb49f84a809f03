package dev.codeagent.cli.run;

import java.io.IOException;
import java.util.function.Consumer;

/** A connection to the gateway. */
public interface GatewayConnection {
    void send(String message) throws IOException;

    void close();

    /** Opens links; {@code inbox} gets every message, then {@link InboundEvent.Lost} where the link breaks. */
    interface Connector {
        GatewayConnection connect(Consumer<InboundEvent> listener) throws IOException;
    }

    /** What can happen to somebody who follows a run. */
    sealed interface InboundEvent {
        record Message(String text) implements InboundEvent {}

        record Lost(String reason) implements InboundEvent {}

        /** The user wants the run to end. */
        record Cancel() implements InboundEvent {}
    }
}
