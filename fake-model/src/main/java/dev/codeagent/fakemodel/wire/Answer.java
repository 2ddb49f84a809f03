package dev.codeagent.fakemodel.wire;

import dev.codeagent.fakemodel.script.StopReason;
import dev.codeagent.fakemodel.script.Usage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An answer of the model in neutral terms, as it is sent: with its faults in content and ids, before a wire renders it. */
public record Answer(Origin origin, Content content, List<Call> calls, Ending ending) {
    /** The time that responses name as their creation. */
    public static final long CREATED = 1_767_225_600;

    public Answer {
        calls = List.copyOf(calls);
    }

    /** Which model answers which request; the digest makes ids that are the same for the same request. */
    public record Origin(String model, String digest) {
        /** Returns a part of the digest. */
        public String id(int length) {
            return digest.substring(0, length);
        }
    }

    /** Thinking with its signature, and text; {@code chunkSize} is the number of characters per chunk. */
    public record Content(
            String thinking, Optional<String> signature, String text, boolean timestamped, int chunkSize) {

        public List<String> thinkingChunks() {
            return split(thinking);
        }

        /** Returns the chunks of the text; each is created when it is sent. */
        public List<Supplier<String>> textChunks() {
            return split(text).stream()
                    .<Supplier<String>>map(p -> () -> timestamped ? timestampPrefix() + p : p)
                    .toList();
        }

        public String wholeText() {
            return timestamped ? timestampPrefix() + text : text;
        }

        /** Splits text into chunks without splitting surrogate pairs. */
        public List<String> split(String whole) {
            var parts = new ArrayList<String>();
            for (int start = 0; start < whole.length(); ) {
                int end = Math.min(whole.length(), start + chunkSize);
                if (end < whole.length() && Character.isHighSurrogate(whole.charAt(end - 1))) {
                    end++;
                }
                parts.add(whole.substring(start, end));
                start = end;
            }
            return parts;
        }

        private static String timestampPrefix() {
            return "@" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + ";";
        }
    }

    /** A tool call; an empty id is not sent. The arguments are text, which may be broken JSON. */
    public record Call(Optional<String> id, int index, String name, String arguments) {}

    /** Why the model stops, and the usage; {@code verbatim} replaces the wire's word for the reason. */
    public record Ending(StopReason reason, Optional<String> verbatim, Optional<Usage> usage) {
        /** Returns the word to send. */
        public String word(java.util.function.Function<StopReason, String> words) {
            return verbatim.orElseGet(() -> words.apply(reason));
        }
    }

    /** Returns a call's arguments as an object; empty if they are not JSON. */
    public static Optional<jakarta.json.JsonObject> argumentsObject(Call call) {
        return JsonValues.parse(call.arguments());
    }
}
