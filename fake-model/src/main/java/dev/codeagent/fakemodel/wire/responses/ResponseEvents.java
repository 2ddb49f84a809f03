package dev.codeagent.fakemodel.wire.responses;

import dev.codeagent.fakemodel.wire.Frames;
import dev.codeagent.fakemodel.wire.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Numbers the events of a response. */
final class ResponseEvents {
    private final List<Supplier<String>> content = new ArrayList<>();
    private int next;

    /** Returns an event with the next number. */
    String event(String type, @Nullable Object... members) {
        return event(next++, type, members);
    }

    private static String event(int number, String type, @Nullable Object... members) {
        return Frames.event(
                type,
                JsonValues.with(JsonValues.with(JsonValues.object("type", type), members), "sequence_number", number));
    }

    /** Adds an event with the next number to the content. */
    void add(String type, @Nullable Object... members) {
        String event = event(type, members);
        content.add(() -> event);
    }

    /** Adds an event of a part of the text, which is created when it is sent. */
    void addDelta(String type, Supplier<String> part, @Nullable Object... members) {
        int number = next++;
        content.add(() -> Frames.event(
                type,
                JsonValues.with(
                        JsonValues.with(JsonValues.object("type", type, "delta", part.get()), members),
                        "sequence_number",
                        number)));
    }

    List<Supplier<String>> content() {
        return content;
    }
}
