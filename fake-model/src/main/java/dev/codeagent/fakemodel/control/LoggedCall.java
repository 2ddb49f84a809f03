package dev.codeagent.fakemodel.control;

import dev.codeagent.fakemodel.script.Fault;
import dev.codeagent.fakemodel.script.Usage;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.Wire;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request in the log; its parts are known one after the other. */
public final class LoggedCall {
    private final Instant time = Instant.now();
    private final String key;
    private final String endpoint;
    private String wire = "";
    private String model = "";
    private String turn = "";
    private boolean stream;
    private int status;
    private String problem = "";
    private boolean violation;
    private List<Fault> faults = List.of();
    private Optional<Usage> usage = Optional.empty();
    private Map<Wire.UsageDetail, String> unreported = Map.of();
    private boolean broken;
    private boolean complete;
    private boolean clientClosed;

    LoggedCall(String key, String endpoint) {
        this.key = key;
        this.endpoint = endpoint;
    }

    public synchronized void selected(String newWire, String newModel, String newTurn, boolean isStream) {
        wire = newWire;
        model = newModel;
        turn = newTurn;
        stream = isStream;
    }

    public synchronized void faults(List<Fault> newFaults) {
        faults = newFaults;
    }

    /** The tokens of the answer as this wire reports them, and why it does not report the others. */
    public synchronized void usage(Usage newUsage, Map<Wire.UsageDetail, String> newUnreported) {
        usage = Optional.of(newUsage);
        unreported = newUnreported;
    }

    public synchronized void problem(int newStatus, String message, boolean isViolation) {
        status = newStatus;
        problem = message;
        violation = isViolation;
    }

    /** A fault replaced the answer, or cut it. */
    public synchronized void broken() {
        broken = true;
    }

    /** The response ended: all of it was sent, or not. */
    public synchronized void ended(int newStatus, boolean isComplete) {
        status = newStatus;
        complete = isComplete && !broken;
    }

    public synchronized void clientClosed() {
        clientClosed = true;
    }

    String key() {
        return key;
    }

    /** Returns the usage of an answer that was sent completely. */
    synchronized Optional<Usage> deliveredUsage() {
        return complete && status == 200 ? usage : Optional.empty();
    }

    synchronized JsonObject toJson() {
        return JsonValues.object(
                "time",
                time.toString(),
                "key",
                key,
                "endpoint",
                endpoint,
                "wire",
                wire,
                "model",
                model,
                "turn",
                turn,
                "stream",
                stream,
                "status",
                status,
                "problem",
                Optional.of(problem).filter(p -> !p.isEmpty()),
                "violation",
                violation,
                "faults",
                faults.stream().map(f -> f.kind().scriptName()).toList(),
                "usage",
                usage.map(LoggedCall::toJson),
                "unreported",
                usage.map(u -> unreportedToJson()),
                "complete",
                complete,
                "clientClosed",
                clientClosed);
    }

    private JsonObject unreportedToJson() {
        JsonObject json = JsonValues.object();
        for (Wire.UsageDetail detail : Wire.UsageDetail.values()) {
            json = JsonValues.with(json, detail.scriptName(), Optional.ofNullable(unreported.get(detail)));
        }
        return json;
    }

    static JsonObject toJson(Usage usage) {
        return JsonValues.object(
                "input",
                usage.input(),
                "output",
                usage.output(),
                "cached",
                usage.cached(),
                "cacheWrite",
                usage.cacheWrite(),
                "reasoning",
                usage.reasoning());
    }
}
