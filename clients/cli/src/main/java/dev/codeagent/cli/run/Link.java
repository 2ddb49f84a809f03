package dev.codeagent.cli.run;

import java.io.IOException;
import java.util.function.Consumer;

/** A connection to the gateway. */
public interface Link {
    void send(String message) throws IOException;

    void close();

    /** Opens links; {@code inbox} gets every message, then {@link Signal.Lost} where the link breaks. */
    interface Connector {
        Link connect(Consumer<Signal> inbox) throws IOException;
    }

    /** What can happen to somebody who follows a run. */
    sealed interface Signal {
        record Message(String text) implements Signal {}

        record Lost(String reason) implements Signal {}

        /** The user wants the run to end. */
        record Cancel() implements Signal {}
    }
}
