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
record RunHistory(List<RecordedEvent> events) {
    RunHistory {
        events = List.copyOf(events);
    }

    RunEvent.Created createdEvent() {
        return findFirst(RunEvent.Created.class, e -> true).orElseThrow();
    }

    java.time.Instant createdAt() {
        return events.getFirst().at();
    }

    int attemptCount() {
        return (int) streamEvents(RunEvent.Started.class).count();
    }

    boolean contains(Class<? extends RunEvent> type) {
        return findFirst(type, e -> true).isPresent();
    }

    boolean isCancelRequested() {
        return contains(RunEvent.CancelRequested.class);
    }

    Optional<TestReport> findTestReport(String phase) {
        return findFirst(RunEvent.TestsFinished.class, t -> t.phase().equals(phase))
                .map(RunEvent.TestsFinished::report);
    }

    Optional<RunEvent.StepFinished> findFinishedStep(String step) {
        return findFirst(RunEvent.StepFinished.class, s -> s.step().equals(step));
    }

    boolean isStepStarted(String step) {
        return findFirst(RunEvent.StepStarted.class, s -> s.step().equals(step)).isPresent();
    }

    /** The last verdict of the review agent, if it gave one. */
    Optional<RunEvent.StepFinished> findLastStep(AgentName agent) {
        return streamEvents(RunEvent.StepFinished.class)
                .filter(s -> s.agent() == agent)
                .reduce((a, b) -> b);
    }

    List<RunEvent.StepFinished> finishedSteps() {
        return streamEvents(RunEvent.StepFinished.class).toList();
    }

    /** Whether a tool call that may have changed a file was asked for. */
    boolean hasPossibleEdits() {
        return findFirst(
                        RunEvent.ToolCalled.class,
                        c -> c.mutating() && !c.tool().equals("run_tests") && ToolRegistry.isWorkspaceTool(c.tool()))
                .isPresent();
    }

    Usage totalUsage() {
        return streamEvents(RunEvent.TurnFinished.class)
                .map(RunEvent.TurnFinished::usage)
                .reduce(Usage.NONE, Usage::plus);
    }

    List<RunEvent.TurnFinished> finishedTurns() {
        return streamEvents(RunEvent.TurnFinished.class).toList();
    }

    private <T extends RunEvent> Optional<T> findFirst(Class<T> type, Predicate<T> condition) {
        return streamEvents(type).filter(condition).findFirst();
    }

    <T extends RunEvent> java.util.stream.Stream<T> streamEvents(Class<T> type) {
        return events.stream()
                .map(RecordedEvent::event)
                .filter(type::isInstance)
                .map(type::cast);
    }
}
