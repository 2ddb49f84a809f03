package dev.codeagent.api.wire;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.JsonText;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.TextDelta;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The JSON format of events, for the journal, the gateway, REST, SSE and the CLI: {@code type}, {@code run},
 * {@code seq}, {@code at}, then the fields of the event.
 */
public final class EventCodec {
    private static final Map<String, Class<? extends RunEvent>> TYPES = new HashMap<>();

    static {
        for (Class<?> type : RunEvent.class.getPermittedSubclasses()) {
            TYPES.put(typeOf(emptyInstance(type)), type.asSubclass(RunEvent.class));
        }
    }

    /** The length of a delta in JSON, without its text. */
    private static final int DELTA_CHARS = 200;

    private EventCodec() {}

    /** Writes the event with its position in the journal. */
    public static JsonObject write(RecordedEvent e) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("type", typeOf(e.event()))
                .add("run", e.run().value())
                .add("seq", e.seq())
                .add("at", e.at().toString());
        return RecordJson.addTo(json, (Record) e.event()).build();
    }

    /** Writes a delta; it has no number, because it is not stored. */
    public static JsonText writeText(TextDelta d) {
        return new JsonText(DELTA_CHARS + d.text().length())
                .member("type", "delta")
                .member("run", d.run().value())
                .member("step", d.step())
                .member("block", d.block())
                .member("kind", d.kind())
                .member("offset", d.offset())
                .member("text", d.text());
    }

    /** Writes only the fields of the event; the journal stores the type separately. */
    public static String writeFields(RunEvent event) {
        return RecordJson.write((Record) event).build().toString();
    }

    /** The type name of an event class, as stored and sent, e.g. {@code tool.called}. */
    public static String typeOf(Class<? extends RunEvent> type) {
        return TYPES.entrySet().stream()
                .filter(e -> e.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " is not an event class"));
    }

    /**
     * Reads an event.
     *
     * @throws AgentException CONFIGURATION if this version does not know the type, MALFORMED_MESSAGE if a field has the
     *     wrong type
     */
    public static RunEvent read(String type, JsonObject fields) {
        Class<? extends RunEvent> known = TYPES.get(type);
        if (known == null) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "this version does not know the event type '" + type + "'; use the version that wrote the event,"
                            + " or a newer one");
        }
        return (RunEvent) RecordJson.read(fields, known.asSubclass(Record.class));
    }

    private static RunEvent emptyInstance(Class<?> type) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Object[] empty = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                empty[i] = types[i] == int.class
                        ? (Object) 0
                        : types[i] == long.class ? (Object) 0L : types[i] == boolean.class ? (Object) false : null;
            }
            return (RunEvent) type.getDeclaredConstructor(types).newInstance(empty);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the event's type name, as used in JSON and in the journal. */
    public static String typeOf(RunEvent event) {
        return switch (event) {
            case RunEvent.Created e -> "run.created";
            case RunEvent.Started e -> "run.started";
            case RunEvent.SandboxSelected e -> "sandbox.selected";
            case RunEvent.Notice e -> "notice";
            case RunEvent.WorkspaceReady e -> "workspace.ready";
            case RunEvent.Prepared e -> "prepare.finished";
            case RunEvent.TestsFinished e -> "tests.finished";
            case RunEvent.StepStarted e -> "step.started";
            case RunEvent.BlockFinished e -> "block.finished";
            case RunEvent.BlockDiscarded e -> "block.discarded";
            case RunEvent.UsageReserved e -> "usage.reserved";
            case RunEvent.UsageBooked e -> "usage.booked";
            case RunEvent.BudgetReached e -> "budget.reached";
            case RunEvent.BudgetAvailable e -> "budget.available";
            case RunEvent.TurnFinished e -> "turn.finished";
            case RunEvent.ToolCalled e -> "tool.called";
            case RunEvent.ToolFinished e -> "tool.finished";
            case RunEvent.PolicyDecided e -> "policy.decided";
            case RunEvent.ApprovalRequested e -> "approval.requested";
            case RunEvent.ApprovalAnswered e -> "approval.answered";
            case RunEvent.StepFinished e -> "step.finished";
            case RunEvent.DiffReady e -> "diff.ready";
            case RunEvent.VerdictReached e -> "run.judged";
            case RunEvent.CancelRequested e -> "run.cancel-requested";
            case RunEvent.PatchResolved e -> "patch.handled";
            case RunEvent.ChangesUndone e -> "changes.undone";
            case RunEvent.Finished e -> "run.finished";
        };
    }
}
