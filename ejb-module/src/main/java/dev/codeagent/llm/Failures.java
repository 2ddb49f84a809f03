package dev.codeagent.llm;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.DurationText;
import dev.codeagent.llm.ModelHost.Fate;

/** What is told when a model's container did not do as it should. */
final class Failures {
    private Failures() {}

    static AgentException died(ModelEntry entry, long memoryBytes, Fate fate) {
        return fate.outOfMemory()
                ? Complaint.OUT_OF_MEMORY.about(
                        "model " + entry.name(),
                        "(limit: " + (memoryBytes >> 20) + " MB); give it more (memory), or take a smaller model")
                : Complaint.MODEL_DIED.about(
                        "model " + entry.name() + ":",
                        "with code " + fate.exit()
                                + (fate.lastWords().isEmpty() ? "" : "; it said: " + fate.lastWords()));
    }

    static AgentException timedOut(ModelEntry entry) {
        return Complaint.START_TIMEOUT.about(
                "model " + entry.name(),
                DurationText.format(entry.start()) + ": " + entry.health()
                        + " did not answer 200; give it more time (start), or see whether it listens on port "
                        + entry.port() + " of all addresses, and whether this gateway is on the engine's machine");
    }

    static AgentException silent(ModelEntry entry) {
        return Complaint.MODEL_DIED.because(
                "model " + entry.name() + " fell silent: " + entry.health() + " did not answer 200 any more");
    }

    static AgentException stopped(ModelEntry entry) {
        return Complaint.MODEL_STOPPED.about("model " + entry.name(), "");
    }
}
