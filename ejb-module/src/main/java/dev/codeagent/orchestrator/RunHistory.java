package dev.codeagent.orchestrator;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.tools.ToolRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run has done so far: the state of its workflow, from which a restart continues. It is read from the journal once
 * for each attempt and extended by the events that the attempt publishes. It keeps what the workflow needs and not the events
 * themselves: tool results are large.
 */
final class RunHistory {
    private final Set<Class<? extends RunEvent>> types = new HashSet<>();
    private final Map<RunEvent.TestsFinished.Phase, TestReport> testReports =
            new EnumMap<>(RunEvent.TestsFinished.Phase.class);
    private final Set<String> startedSteps = new HashSet<>();
    private final List<RunEvent.StepFinished> finishedSteps = new ArrayList<>();
    private final List<RunEvent.TurnFinished> turns = new ArrayList<>();
    private final Map<String, RunEvent.UsageReserved> openCalls = new LinkedHashMap<>();
    private final List<RunEvent.UsageBooked> bookings = new ArrayList<>();
    private final Set<RunEvent.PolicyDecided> policyDecisions = new HashSet<>();
    private final List<RunEvent.ApprovalAnswered> approvalDecisions = new ArrayList<>();
    private final Map<String, RunEvent.ApprovalRequested> approvalRequests = new HashMap<>();
    private final Set<String> requestedInThisAttempt = new HashSet<>();
    private final Map<String, Integer> approvalsByRule = new HashMap<>();
    private Optional<RunEvent.Created> created = Optional.empty();
    private Optional<RunEvent.SandboxSelected> lastSandbox = Optional.empty();
    private Instant createdAt = Instant.EPOCH;
    private int attempts;
    private boolean mayHaveEdited;
    private Optional<RunEvent.DiffReady> patch = Optional.empty();
    private String notTestedReason = "";

    /** Reads all events of the run, a page at a time. */
    static RunHistory read(RunJournal journal, RunId run) {
        var history = new RunHistory();
        journal.forEach(run, recorded -> {
            if (recorded.event() instanceof RunEvent.Created) {
                history.createdAt = recorded.at();
            }
            history.add(recorded.event());
        });
        return history;
    }

    synchronized void add(RunEvent event) {
        types.add(event.getClass());
        switch (event) {
            case RunEvent.Created e -> created = Optional.of(e);
            case RunEvent.Started e -> {
                attempts++;
                requestedInThisAttempt.clear();
            }
            case RunEvent.TestsFinished e -> testReports.putIfAbsent(e.phase(), e.report());
            case RunEvent.StepStarted e -> startedSteps.add(e.step());
            case RunEvent.StepFinished e -> finishedSteps.add(e);
            case RunEvent.TurnFinished e -> turns.add(e);
            case RunEvent.UsageReserved e -> openCalls.put(e.call().id(), e);
            case RunEvent.UsageBooked e -> {
                openCalls.remove(e.call().id());
                bookings.add(e);
            }
            case RunEvent.BudgetReached e -> {}
            case RunEvent.BudgetAvailable e -> {}
            case RunEvent.ToolCalled e -> mayHaveEdited |= mayEdit(e);
            case RunEvent.PolicyDecided e -> policyDecisions.add(e);
            case RunEvent.ApprovalRequested e -> {
                approvalRequests.put(e.approval(), e);
                requestedInThisAttempt.add(e.approval());
            }
            case RunEvent.ApprovalAnswered e -> addApprovalDecision(e);
            case RunEvent.SandboxSelected e -> lastSandbox = Optional.of(e);
            case RunEvent.Notice e -> {}
            case RunEvent.WorkspaceReady e -> {}
            case RunEvent.Prepared e -> notTestedReason = e.notTested();
            case RunEvent.BlockFinished e -> {}
            case RunEvent.BlockDiscarded e -> {}
            case RunEvent.ToolFinished e -> {}
            case RunEvent.DiffReady e -> patch = Optional.of(e);
            case RunEvent.VerdictReached e -> {}
            case RunEvent.CancelRequested e -> {}
            case RunEvent.PatchResolved e -> {}
            case RunEvent.ChangesUndone e -> {}
            case RunEvent.Finished e -> {}
        }
    }

    private static boolean mayEdit(RunEvent.ToolCalled call) {
        return call.mutating() && !call.tool().equals("run_tests") && ToolRegistry.isWorkspaceTool(call.tool());
    }

    private void addApprovalDecision(RunEvent.ApprovalAnswered decision) {
        approvalDecisions.add(decision);
        if (decision.decision() == RunEvent.ApprovalAnswered.Decision.APPROVED) {
            RunEvent.ApprovalRequested request = approvalRequests.get(decision.approval());
            approvalsByRule.merge(request == null ? "" : request.rule(), 1, Integer::sum);
        }
    }

    synchronized RunEvent.Created createdEvent() {
        return created.orElseThrow();
    }

    synchronized Instant createdAt() {
        return createdAt;
    }

    /** How often the run was started or resumed. */
    synchronized int attempts() {
        return attempts;
    }

    synchronized boolean contains(Class<? extends RunEvent> type) {
        return types.contains(type);
    }

    /** The report of the first test run of a phase. */
    synchronized Optional<TestReport> findTestReport(RunEvent.TestsFinished.Phase phase) {
        return Optional.ofNullable(testReports.get(phase));
    }

    /** Whether this is the sandbox that was reported last. */
    synchronized boolean isLastSandbox(RunEvent.SandboxSelected sandbox) {
        return lastSandbox.equals(Optional.of(sandbox));
    }

    /** The launcher in whose sandbox calls were made; empty if none was made yet. */
    synchronized Optional<String> findSandboxOfCalls() {
        return contains(RunEvent.ToolCalled.class)
                ? lastSandbox.map(RunEvent.SandboxSelected::launcher)
                : Optional.empty();
    }

    /** Whether the project was prepared, or an agent may have changed the workspace without. */
    synchronized boolean isPrepared() {
        return contains(RunEvent.Prepared.class) || contains(RunEvent.StepStarted.class);
    }

    /** The patch on the run's branch, if it is there. */
    synchronized Optional<RunEvent.DiffReady> findPatch() {
        return patch;
    }

    synchronized boolean isStepStarted(String step) {
        return startedSteps.contains(step);
    }

    synchronized boolean isStepFinished(String step) {
        return finishedSteps.stream().anyMatch(s -> s.step().equals(step));
    }

    /** The outcome of the review's last round, if there was one. */
    synchronized Optional<ReviewVerdict> lastReviewVerdict() {
        return finishedSteps.stream()
                .filter(s -> s.agent() == AgentName.REVIEW)
                .reduce((a, b) -> b)
                .map(s -> ReviewVerdict.ofOutcome(s.outcome()));
    }

    synchronized List<RunEvent.StepFinished> finishedSteps() {
        return List.copyOf(finishedSteps);
    }

    /** Whether a tool call was requested that may have changed a file. */
    synchronized boolean mayHaveEdited() {
        return mayHaveEdited;
    }

    synchronized Usage totalUsage() {
        return turns.stream().map(RunEvent.TurnFinished::usage).reduce(Usage.NONE, Usage::plus);
    }

    synchronized List<RunEvent.TurnFinished> finishedTurns() {
        return List.copyOf(turns);
    }

    /** The model calls that were reserved and never booked, because the server was killed during them. */
    synchronized List<RunEvent.UsageReserved> openCalls() {
        return List.copyOf(openCalls.values());
    }

    /** The bookings of all model calls; empty in runs of older versions. */
    synchronized List<RunEvent.UsageBooked> bookings() {
        return List.copyOf(bookings);
    }

    synchronized boolean contains(RunEvent.PolicyDecided decision) {
        return policyDecisions.contains(decision);
    }

    /** The last decision about this call; the digest binds it to the call's arguments. */
    synchronized Optional<RunEvent.ApprovalAnswered> findApprovalDecision(String call, String digest) {
        return approvalDecisions.stream()
                .filter(d -> d.call().equals(call) && d.digest().equals(digest))
                .reduce((a, b) -> b);
    }

    /** The request of an approval that was already asked for, in this attempt or before. */
    synchronized Optional<RunEvent.ApprovalRequested> findApprovalRequest(String approval, String digest) {
        return Optional.ofNullable(approvalRequests.get(approval))
                .filter(r -> r.digest().equals(digest));
    }

    /** The request of an approval, whatever its call was. */
    synchronized Optional<RunEvent.ApprovalRequested> findApprovalRequest(String approval) {
        return Optional.ofNullable(approvalRequests.get(approval));
    }

    /** Why no tests can be run; empty if they can, or if the project has none. */
    synchronized String notTestedReason() {
        return notTestedReason;
    }

    /** Whether the run has been waiting for this approval since its last start. */
    synchronized boolean isWaitingFor(String approval) {
        return requestedInThisAttempt.contains(approval);
    }

    /** How often a person approved what a rule asked for, by rule. */
    synchronized Map<String, Integer> approvalsByRule() {
        return Map.copyOf(approvalsByRule);
    }
}
