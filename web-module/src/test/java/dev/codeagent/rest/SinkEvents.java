package dev.codeagent.rest;

import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Builds server-sent events that only keep what they were given. */
final class SinkEvents implements Sse {
    @Override
    public OutboundSseEvent.Builder newEventBuilder() {
        return new EventBuilder();
    }

    @Override
    public SseBroadcaster newBroadcaster() {
        throw new UnsupportedOperationException();
    }

    private record SinkEvent(
            @Nullable String id,
            @Nullable String name,
            @Nullable String comment,
            @Nullable Object data) implements OutboundSseEvent {
        @Override
        public @Nullable String getId() {
            return id;
        }

        @Override
        public @Nullable String getName() {
            return name;
        }

        @Override
        public @Nullable String getComment() {
            return comment;
        }

        @Override
        public @Nullable Object getData() {
            return data;
        }

        @Override
        public long getReconnectDelay() {
            return RECONNECT_NOT_SET;
        }

        @Override
        public boolean isReconnectDelaySet() {
            return false;
        }

        @Override
        public Class<?> getType() {
            return String.class;
        }

        @Override
        public Type getGenericType() {
            return String.class;
        }

        @Override
        public MediaType getMediaType() {
            return MediaType.TEXT_PLAIN_TYPE;
        }
    }

    private static final class EventBuilder implements OutboundSseEvent.Builder {
        private @Nullable String id;
        private @Nullable String name;
        private @Nullable String comment;
        private @Nullable Object data;

        @Override
        public OutboundSseEvent.Builder id(String value) {
            id = value;
            return this;
        }

        @Override
        public OutboundSseEvent.Builder name(String value) {
            name = value;
            return this;
        }

        @Override
        public OutboundSseEvent.Builder reconnectDelay(long milliseconds) {
            return this;
        }

        @Override
        public OutboundSseEvent.Builder mediaType(MediaType mediaType) {
            return this;
        }

        @Override
        public OutboundSseEvent.Builder comment(String value) {
            comment = value;
            return this;
        }

        @Override
        public OutboundSseEvent.Builder data(Class type, Object value) {
            return data(value);
        }

        @Override
        public OutboundSseEvent.Builder data(GenericType type, Object value) {
            return data(value);
        }

        @Override
        public OutboundSseEvent.Builder data(Object value) {
            data = value;
            return this;
        }

        @Override
        public OutboundSseEvent build() {
            return new SinkEvent(id, name, comment, data);
        }
    }
}
