package dev.codeagent.cli.run;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** A gateway that says what it was told to on each connection as soon as it is spoken to, and then breaks it. */
final class ScriptedGateway implements Link.Connector {
    private final Deque<List<String>> connections = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();

    void connection(String... messages) {
        connections.add(List.of(messages));
    }

    List<String> sent() {
        return sent;
    }

    @Override
    public Link connect(Consumer<Link.Signal> inbox) throws IOException {
        if (connections.isEmpty()) {
            throw new IOException("refused");
        }
        List<String> messages = connections.remove();
        return new Link() {
            private boolean spoken;

            @Override
            public void send(String message) {
                sent.add(message);
                if (!spoken) {
                    spoken = true;
                    messages.forEach(text -> inbox.accept(new Signal.Message(text)));
                    inbox.accept(new Signal.Lost("gone"));
                }
            }

            @Override
            public void close() {
                spoken = true;
            }
        };
    }
}
