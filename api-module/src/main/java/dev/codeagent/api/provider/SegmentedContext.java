package dev.codeagent.api.provider;

import dev.codeagent.api.chat.ChatMessage;
import java.util.List;

/**
 * The messages of a request in segments, in the order in which they are sent: what changes least is first, so that
 * providers can cache it.
 */
public record SegmentedContext(List<Segment> segments) {
    public SegmentedContext {
        segments = List.copyOf(segments);
    }

    /** The segments of the context window. */
    public enum Kind {
        /** What holds for the whole project. */
        PROJECT,
        /** The earlier conversation. */
        HISTORY,
        /** The task that the agent works on, with its turns and tool results. */
        TASK
    }

    /** A part of the context. */
    public record Segment(Kind kind, List<ChatMessage> messages) {
        public Segment {
            messages = List.copyOf(messages);
        }
    }

    /** A context that is the current task alone. */
    public static SegmentedContext task(List<ChatMessage> messages) {
        return new SegmentedContext(List.of(new Segment(Kind.TASK, messages)));
    }

    public List<ChatMessage> messages() {
        return segments.stream().flatMap(s -> s.messages().stream()).toList();
    }
}
