package dev.codeagent.orchestrator;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.wire.EnumCodec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the report of a run from its events. Streamed text and thinking are not read: they are most of a journal. */
public final class RunReportReader {
    private static final String OPEN = "open";

    private static final Set<Class<? extends RunEvent>> TYPES = Set.of(
            RunEvent.Created.class,
            RunEvent.SandboxSelected.class,
            RunEvent.TestsFinished.class,
            RunEvent.StepStarted.class,
            RunEvent.StepFinished.class,
            RunEvent.TurnFinished.class,
            RunEvent.UsageBooked.class,
            RunEvent.ToolCalled.class,
            RunEvent.ToolFinished.class,
            RunEvent.ApprovalRequested.class,
            RunEvent.ApprovalAnswered.class,
            RunEvent.DiffReady.class,
            RunEvent.VerdictReached.class,
            RunEvent.PatchResolved.class,
            RunEvent.ChangesUndone.class);

    private final RunJournal journal;
    private final Map<String, StepTotals> steps = new LinkedHashMap<>();
    private final Map<String, RunReport.ApprovalRecord> approvals = new LinkedHashMap<>();
    private final List<RunReport.Tests> tests = new ArrayList<>();
    private final List<RunReport.PatchAction> patchActions = new ArrayList<>();
    private String sandbox = "";
    private String branch = "";
    private String answer = "";
    private Optional<FollowUp> followUp = Optional.empty();
    private List<RunEvent.FileChange> files = List.of();
    private Optional<Verdict> verdict = Optional.empty();

    public RunReportReader(RunJournal journal) {
        this.journal = journal;
    }

    /** What the events of a step add up to. */
    private static final class StepTotals {
        private final RunEvent.StepStarted started;
        private final Instant startedAt;
        private Instant lastAt;
        private String provider;
        private String model;
        private String outcome = "";
        private int turns;
        private Usage usage = Usage.NONE;
        private Optional<BigDecimal> costUsd = Optional.of(BigDecimal.ZERO);
        private int calls;
        private int failedCalls;
        private int deniedCalls;

        StepTotals(RunEvent.StepStarted started, Instant at) {
            this.started = started;
            startedAt = at;
            lastAt = at;
            provider = started.provider();
            model = started.model();
        }

        RunReport.Step toStep() {
            return new RunReport.Step(
                    started.step(),
                    started.agent(),
                    started.round(),
                    provider,
                    model,
                    outcome,
                    startedAt,
                    Duration.between(startedAt, lastAt).toMillis(),
                    turns,
                    usage,
                    costUsd,
                    new RunReport.ToolCalls(calls, failedCalls, deniedCalls));
        }
    }

    public RunReport read(Run run) {
        journal.readTypes(run.id(), TYPES).forEach(this::add);
        return new RunReport(
                run,
                sandbox,
                steps.values().stream().map(StepTotals::toStep).toList(),
                tests,
                verdict,
                branch,
                files,
                patchActions,
                approvals(run),
                answer,
                followUp);
    }

    /** A run that is over waits for no answer any more. */
    private List<RunReport.ApprovalRecord> approvals(Run run) {
        return approvals.values().stream()
                .map(a -> run.state().isTerminal() && a.decision().equals(OPEN)
                        ? new RunReport.ApprovalRecord(
                                a.id(), a.step(), a.tool(), a.question(), a.reason(), "unanswered", "")
                        : a)
                .toList();
    }

    private void add(RecordedEvent recorded) {
        switch (recorded.event()) {
            case RunEvent.Created e -> followUp = e.followUp();
            case RunEvent.SandboxSelected e -> sandbox = e.launcher();
            case RunEvent.TestsFinished e ->
                tests.add(new RunReport.Tests(
                        e.phase(),
                        e.report().passed(),
                        e.report().failed(),
                        e.report().skipped(),
                        e.report().buildFailed()));
            case RunEvent.StepStarted e -> steps.putIfAbsent(e.step(), new StepTotals(e, recorded.at()));
            case RunEvent.StepFinished e -> {
                step(e.step(), recorded).ifPresent(s -> s.outcome = e.outcome());
                answer = e.answer().isBlank() ? answer : e.answer();
            }
            case RunEvent.TurnFinished e -> step(e.step(), recorded).ifPresent(s -> addTurn(s, e));
            case RunEvent.UsageBooked e -> step(e.call().step(), recorded).ifPresent(s -> addCost(s, e));
            case RunEvent.ToolCalled e -> step(e.step(), recorded).ifPresent(s -> s.calls++);
            case RunEvent.ToolFinished e -> step(e.step(), recorded).ifPresent(s -> addOutcome(s, e.outcome()));
            case RunEvent.ApprovalRequested e ->
                approvals.put(
                        e.approval(),
                        new RunReport.ApprovalRecord(
                                e.approval(), e.step(), e.tool(), e.question(), e.reason(), OPEN, ""));
            case RunEvent.ApprovalAnswered e ->
                approvals.computeIfPresent(
                        e.approval(),
                        (id, asked) -> new RunReport.ApprovalRecord(
                                id,
                                asked.step(),
                                asked.tool(),
                                asked.question(),
                                asked.reason(),
                                EnumCodec.write(e.decision()),
                                e.by()));
            case RunEvent.DiffReady e -> {
                branch = e.branch();
                files = e.files();
            }
            case RunEvent.VerdictReached e -> verdict = Optional.of(e.verdict());
            case RunEvent.PatchResolved e -> addAction(recorded, EnumCodec.write(e.outcome()), e.by(), e.left());
            case RunEvent.ChangesUndone e -> addAction(recorded, "undone", e.by(), 0);
            default -> {}
        }
    }

    /** The step of an event; an undo by the user belongs to none. */
    private Optional<StepTotals> step(String name, RecordedEvent recorded) {
        Optional<StepTotals> step = Optional.ofNullable(steps.get(name));
        step.ifPresent(s -> s.lastAt = recorded.at());
        return step;
    }

    private static void addTurn(StepTotals step, RunEvent.TurnFinished turn) {
        step.turns++;
        step.provider = turn.provider();
        step.model = turn.model();
        step.usage = step.usage.plus(turn.usage());
    }

    /** A cost of which a part is unknown is unknown. */
    private static void addCost(StepTotals step, RunEvent.UsageBooked booked) {
        step.costUsd = step.costUsd.flatMap(sum -> booked.costUsd().map(sum::add));
    }

    private static void addOutcome(StepTotals step, RunEvent.ToolFinished.Outcome outcome) {
        switch (outcome) {
            case OK -> {}
            case ERROR, UNKNOWN -> step.failedCalls++;
            case DENIED -> step.deniedCalls++;
        }
    }

    private void addAction(RecordedEvent recorded, String action, String by, int left) {
        patchActions.add(new RunReport.PatchAction(recorded.at(), action, by, left));
    }
}
