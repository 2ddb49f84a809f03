package dev.codeagent.fakemodel.control;

import dev.codeagent.fakemodel.script.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Faults for the next calls of a key, set through the control API; they replace those of the script. */
public final class FaultPlan {
    private final Map<String, Planned> planned = new ConcurrentHashMap<>();

    private record Planned(List<Fault> faults, int times) {}

    void set(String key, List<Fault> faults, int times) {
        planned.put(key, new Planned(faults, times));
    }

    void clear(String key) {
        planned.remove(key);
    }

    /** Returns the faults of the next call of a key; empty if none are planned. */
    public Optional<List<Fault>> take(String key) {
        Planned[] taken = new Planned[1];
        planned.computeIfPresent(key, (k, plan) -> {
            taken[0] = plan;
            return plan.times() == 1 ? null : new Planned(plan.faults(), plan.times() - 1);
        });
        return Optional.ofNullable(taken[0]).map(Planned::faults);
    }
}
