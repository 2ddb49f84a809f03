package dev.codeagent.orchestrator;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Usage;
import dev.codeagent.tools.ToolRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a run has done so far, read off its events: the workflow's state, from which a restart goes on. */
record RunProgress(List<RecordedEvent> events) {
    RunProgress {
        events = List.copyOf(events);
    }

    RunEvent.Created created() {
        return first(RunEvent.Created.class, e -> true).orElseThrow();
    }

    java.time.Instant createdAt() {
        return events.getFirst().at();
    }

    int attempts() {
        return (int) all(RunEvent.Started.class).count();
    }

    boolean has(Class<? extends RunEvent> type) {
        return first(type, e -> true).isPresent();
    }

    boolean cancelRequested() {
        return has(RunEvent.CancelRequested.class);
    }

    Optional<TestReport> tests(String phase) {
        return first(RunEvent.TestsFinished.class, t -> t.phase().equals(phase)).map(RunEvent.TestsFinished::report);
    }

    Optional<RunEvent.StepFinished> finished(String step) {
        return first(RunEvent.StepFinished.class, s -> s.step().equals(step));
    }

    boolean started(String step) {
        return first(RunEvent.StepStarted.class, s -> s.step().equals(step)).isPresent();
    }

    /** The last verdict of the review agent, if it gave one. */
    Optional<RunEvent.StepFinished> lastStep(AgentName agent) {
        return all(RunEvent.StepFinished.class).filter(s -> s.agent() == agent).reduce((a, b) -> b);
    }

    List<RunEvent.StepFinished> answers() {
        return all(RunEvent.StepFinished.class).toList();
    }

    /** Whether a tool call that may have changed a file was asked for. */
    boolean mayHaveEdited() {
        return first(
                        RunEvent.ToolCalled.class,
                        c -> c.mutating() && !c.tool().equals("run_tests") && ToolRegistry.ofWorkspace(c.tool()))
                .isPresent();
    }

    Usage usage() {
        return all(RunEvent.TurnFinished.class)
                .map(RunEvent.TurnFinished::usage)
                .reduce(Usage.NONE, Usage::plus);
    }

    List<RunEvent.TurnFinished> turns() {
        return all(RunEvent.TurnFinished.class).toList();
    }

    private <T extends RunEvent> Optional<T> first(Class<T> type, Predicate<T> condition) {
        return all(type).filter(condition).findFirst();
    }

    <T extends RunEvent> java.util.stream.Stream<T> all(Class<T> type) {
        return events.stream()
                .map(RecordedEvent::event)
                .filter(type::isInstance)
                .map(type::cast);
    }
}
