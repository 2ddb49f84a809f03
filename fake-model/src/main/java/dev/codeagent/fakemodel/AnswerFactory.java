package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.script.Fault;
import dev.codeagent.fakemodel.script.StopReason;
import dev.codeagent.fakemodel.script.Turn;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.Answer;
import dev.codeagent.fakemodel.wire.Wire;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the answer of a turn for a wire, with the faults that change its content. */
final class AnswerFactory {
    private final Wire wire;
    private final TurnSelector.Selection selection;
    private final Set<Fault.Kind> faults = EnumSet.noneOf(Fault.Kind.class);

    AnswerFactory(Wire wire, TurnSelector.Selection selection, List<Fault> faults) {
        this.wire = wire;
        this.selection = selection;
        faults.forEach(f -> this.faults.add(f.kind()));
    }

    /** Returns the usage of the turn as this wire can report it. */
    Usage usage(int requestChars) {
        Turn turn = selection.turn();
        Usage full = turn.usage()
                .orElseGet(() -> new Usage(Usage.estimate(requestChars), Usage.estimate(chars(turn)), 0, 0, 0));
        Set<Wire.UsageDetail> unreported = wire.unreportedUsage().keySet();
        return new Usage(
                full.input(),
                full.output(),
                unreported.contains(Wire.UsageDetail.CACHE_READ) ? 0 : full.cached(),
                unreported.contains(Wire.UsageDetail.CACHE_WRITE) ? 0 : full.cacheWrite(),
                unreported.contains(Wire.UsageDetail.REASONING) ? 0 : full.reasoning());
    }

    private static long chars(Turn turn) {
        int calls = turn.toolCalls().stream()
                .mapToInt(c -> c.name().length() + c.arguments().length())
                .sum();
        return (long) turn.content().thinking().length() + turn.content().text().length() + calls;
    }

    Answer create(Answer.Origin origin, Usage usage) {
        return new Answer(origin, content(), calls(), ending(usage));
    }

    private boolean has(Fault.Kind kind) {
        return faults.contains(kind);
    }

    private Answer.Content content() {
        Turn.Content own = selection.turn().content();
        String text = own.text();
        if (has(Fault.Kind.EMPTY) || has(Fault.Kind.REASONING_ONLY)) {
            text = "";
        } else if (has(Fault.Kind.LENGTH) || has(Fault.Kind.CONTENT_FILTER)) {
            text = firstHalf(text);
        }
        String thinking = own.thinking();
        if (has(Fault.Kind.REASONING_ONLY) && thinking.isEmpty()) {
            thinking = "I think about it.";
        }
        boolean empty = has(Fault.Kind.EMPTY);
        return new Answer.Content(
                empty ? "" : thinking,
                empty ? Optional.empty() : HistoryCheck.signature(own),
                text,
                own.timestamped(),
                selection.turn().pacing().chunkSize());
    }

    private static String firstHalf(String text) {
        int end = text.length() / 2;
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private List<Answer.Call> calls() {
        if (has(Fault.Kind.EMPTY)
                || has(Fault.Kind.REASONING_ONLY)
                || has(Fault.Kind.NO_CALLS)
                || has(Fault.Kind.CONTENT_FILTER)) {
            return List.of();
        }
        var calls = new ArrayList<Answer.Call>();
        for (Turn.ToolCall call : selection.turn().toolCalls()) {
            int position = calls.size();
            calls.add(new Answer.Call(
                    callId(position),
                    has(Fault.Kind.SAME_INDEX) ? 0 : position,
                    call.name(),
                    arguments(call.arguments())));
        }
        return calls;
    }

    private Optional<String> callId(int position) {
        if (has(Fault.Kind.MISSING_IDS)) {
            return Optional.empty();
        }
        int number = has(Fault.Kind.REPEATED_IDS) ? 1 : position + 1;
        return Optional.of(wire.callId(selection.callPrefix(selection.index()), number))
                .filter(id -> !id.isEmpty());
    }

    private String arguments(String arguments) {
        if (has(Fault.Kind.MALFORMED_ARGUMENTS)) {
            return arguments.substring(0, arguments.length() - 1) + ",";
        }
        return has(Fault.Kind.LENGTH) ? firstHalf(arguments) : arguments;
    }

    private Answer.Ending ending(Usage usage) {
        Optional<String> stop = selection.turn().ending().stop();
        Optional<StopReason> named = stop.flatMap(AnswerFactory::named);
        return new Answer.Ending(
                faultReason().or(() -> named).orElseGet(this::naturalReason),
                stop.filter(s -> named.isEmpty() && faultReason().isEmpty()),
                Optional.of(usage).filter(u -> !has(Fault.Kind.NO_USAGE)));
    }

    private Optional<StopReason> faultReason() {
        if (has(Fault.Kind.LENGTH)) {
            return Optional.of(StopReason.LENGTH);
        }
        if (has(Fault.Kind.NO_CALLS)) {
            return Optional.of(StopReason.TOOL_CALLS);
        }
        if (has(Fault.Kind.EMPTY) || has(Fault.Kind.REASONING_ONLY)) {
            return Optional.of(StopReason.END);
        }
        return has(Fault.Kind.CONTENT_FILTER) ? Optional.of(StopReason.CONTENT_FILTER) : Optional.empty();
    }

    private static Optional<StopReason> named(String stop) {
        return switch (stop) {
            case "end" -> Optional.of(StopReason.END);
            case "toolCalls" -> Optional.of(StopReason.TOOL_CALLS);
            case "length" -> Optional.of(StopReason.LENGTH);
            case "contentFilter" -> Optional.of(StopReason.CONTENT_FILTER);
            default -> Optional.empty();
        };
    }

    private StopReason naturalReason() {
        return selection.turn().toolCalls().isEmpty() ? StopReason.END : StopReason.TOOL_CALLS;
    }
}
