package dev.codeagent.providers.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A body whose first bytes decide: some servers send events as JSON, or JSON as events. */
final class UnknownBody implements BodyConsumer {
    private static final int MAX_UNDECIDED_BYTES = 1 << 10;
    /** The beginnings of lines in a stream of server-sent events. */
    private static final List<String> EVENT_FIELDS = List.of("data:", "event:", ":", "id:", "retry:", "error:");

    private final boolean announcesEvents;
    private final Supplier<BodyConsumer> events;
    private final Supplier<BodyConsumer> document;
    private final ByteArrayOutputStream start = new ByteArrayOutputStream();
    private @Nullable BodyConsumer chosen;

    /**
     * @param announcesEvents whether its content type is that of events
     * @param events creates the reader of events
     * @param document creates the reader of anything else
     */
    UnknownBody(boolean announcesEvents, Supplier<BodyConsumer> events, Supplier<BodyConsumer> document) {
        this.announcesEvents = announcesEvents;
        this.events = events;
        this.document = document;
    }

    @Override
    public void accept(ByteBuffer buffer) {
        if (chosen != null) {
            chosen.accept(buffer);
            return;
        }
        byte[] next = new byte[buffer.remaining()];
        buffer.get(next);
        start.writeBytes(next);
        String text = text();
        boolean mayBecomeField = EVENT_FIELDS.stream().anyMatch(field -> field.startsWith(text));
        if (!mayBecomeField || start.size() >= MAX_UNDECIDED_BYTES) {
            choose(text);
        }
    }

    private String text() {
        return start.toString(StandardCharsets.UTF_8)
                .replace(EventParser.BYTE_ORDER_MARK, "")
                .stripLeading();
    }

    private void choose(String text) {
        boolean isDocument = text.startsWith("{") || text.startsWith("[") || text.startsWith("<");
        boolean isEvents = EVENT_FIELDS.stream().anyMatch(text::startsWith) || announcesEvents && !isDocument;
        BodyConsumer found = isEvents ? events.get() : document.get();
        chosen = found;
        found.accept(ByteBuffer.wrap(start.toByteArray()));
    }

    @Override
    public void end() {
        if (chosen == null) {
            choose(text());
        }
        Objects.requireNonNull(chosen).end();
    }
}
