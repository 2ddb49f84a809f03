package dev.codeagent.client.stream;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** A gateway that sends the scripted messages of each connection after the first message, and then closes it. */
final class ScriptedGateway implements GatewayConnection.Connector {
    private final Deque<List<String>> connections = new ArrayDeque<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private boolean fatal;

    void addConnection(String... messages) {
        connections.add(List.of(messages));
    }

    /** From the second connection on, an attempt to connect fails with each of them first. */
    void addFailure(RuntimeException failure) {
        failures.add(failure);
    }

    /** Each connection ends in a way that the next one would repeat. */
    void endFatally() {
        fatal = true;
    }

    List<String> sent() {
        return sent;
    }

    @Override
    public GatewayConnection connect(Consumer<GatewayConnection.InboundEvent> listener) throws IOException {
        if (!sent.isEmpty() && !failures.isEmpty()) {
            throw failures.remove();
        }
        if (connections.isEmpty()) {
            throw new IOException("refused");
        }
        List<String> messages = connections.remove();
        return new GatewayConnection() {
            private boolean responded;

            @Override
            public void send(String message) {
                sent.add(message);
                if (!responded) {
                    responded = true;
                    messages.forEach(text -> listener.accept(new InboundEvent.Message(text)));
                    listener.accept(new InboundEvent.Lost("gone", fatal));
                }
            }

            @Override
            public void close() {
                responded = true;
            }
        };
    }
}
