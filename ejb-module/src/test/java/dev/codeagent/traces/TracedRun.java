package dev.codeagent.traces;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The events of a run with one step, in which secrets occur wherever people, models or tools write. */
final class TracedRun {
    static final RunId RUN = new RunId("run-traced");
    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    private final List<RecordedEvent> events = new ArrayList<>();

    TracedRun() {
        add(
                0,
                new RunEvent.Created(
                        "p1",
                        "session-1",
                        "local",
                        "/build",
                        List.of("secret"),
                        "a secret prompt",
                        List.of(AgentName.CODING),
                        "",
                        false,
                        false,
                        "secret",
                        Optional.empty(),
                        Optional.empty()));
        add(1, new RunEvent.StepStarted("coding-1", AgentName.CODING, 1, "demo", "m/1"));
        add(
                3,
                new RunEvent.TurnFinished(
                        "coding-1", 1, "demo", "m/1", "tool_calls", new Usage(1000, 50, 700, 0, 10), 1500));
        add(4, new RunEvent.ToolCalled("coding-1", "c1", "read_file", "{\"path\": \"secret\"}", false));
        add(
                5,
                new RunEvent.ToolFinished(
                        "coding-1", "c1", "read_file", RunEvent.ToolFinished.Outcome.OK, "a secret result", 900));
        add(6, new RunEvent.StepFinished("coding-1", AgentName.CODING, 1, "done", "a secret answer"));
        add(7, new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 7000));
    }

    /** The run fails while its tool works. */
    void failInACall() {
        events.removeIf(e -> e.event() instanceof RunEvent.ToolFinished
                || e.event() instanceof RunEvent.StepFinished
                || e.event() instanceof RunEvent.Finished);
        add(8, new RunEvent.Finished(RunState.FAILED, "PROVIDER_TIMEOUT", "a secret message", Usage.NONE, "", 8000));
    }

    List<RecordedEvent> events() {
        return List.copyOf(events);
    }

    private void add(int second, RunEvent event) {
        events.add(new RecordedEvent(RUN, events.size() + 1, START.plusSeconds(second), event));
    }
}
