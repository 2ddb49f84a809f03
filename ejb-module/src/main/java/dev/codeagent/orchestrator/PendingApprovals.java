package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ApprovalAnswered.Decision;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.api.wire.ToolCallText;
import dev.codeagent.authorization.ApprovalRuleStore;
import dev.codeagent.messaging.EventHub;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Open approval requests: lists them, decides them, and expires them. */
public final class PendingApprovals {
    private static final Logger LOG = Logger.getLogger(PendingApprovals.class.getName());

    /** Who denies a request that expired. */
    private static final Caller SERVER = new Caller("server", Set.of());

    private static final Set<Class<? extends RunEvent>> APPROVAL_EVENTS = Set.of(
            RunEvent.ApprovalRequested.class,
            RunEvent.ApprovalAnswered.class,
            RunEvent.CancelRequested.class,
            RunEvent.Finished.class);

    private final RunJournal journal;
    private final EventHub hub;
    private final RunQueue queue;
    private final ApprovalRuleStore approvalRules;
    private final Clock clock;
    /** When the request of a waiting run expires, so that looking for expired requests reads no journal twice. */
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

    public PendingApprovals(
            RunJournal journal, EventHub hub, RunQueue queue, ApprovalRuleStore approvalRules, Clock clock) {
        this.journal = journal;
        this.hub = hub;
        this.queue = queue;
        this.approvalRules = approvalRules;
        this.clock = clock;
    }

    public List<Approval> findOpen() {
        return journal.waiting().stream()
                .map(this::findOpen)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Stores the decision and relaunches the run. One at a time, so that a request has one decision. */
    public synchronized RunId decide(Caller caller, ApprovalDecision decision) {
        Approval approval = find(decision.approval());
        if (!decision.digest().isEmpty() && !decision.digest().equals(approval.digest())) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "approval " + approval.id()
                            + " is about another call than the one that was answered; look at it again");
        }
        if (!clock.instant().isBefore(approval.expiresAt())) {
            throw new AgentException(
                    ErrorCode.CONFLICT, "approval " + approval.id() + " has expired at " + approval.expiresAt());
        }
        if (decision.scope() == ApprovalDecision.Scope.RULE) {
            approvalRules.add(
                    approval.project(), approval.tool(), approval.arguments(), decision.approved(), caller.name());
        }
        publishDecision(approval, decision.approved() ? Decision.APPROVED : Decision.DENIED, decision.scope(), caller);
        return approval.run();
    }

    /** Denies expired requests; called periodically. */
    public void expireOverdue() {
        Instant now = clock.instant();
        List<Run> waiting = journal.waiting();
        expiries.keySet()
                .retainAll(waiting.stream().map(PendingApprovals::cacheKey).toList());
        for (Run run : waiting) {
            try {
                Instant expiresAt = expiries.computeIfAbsent(
                        cacheKey(run),
                        k -> findOpen(run).map(Approval::expiresAt).orElse(Instant.MAX));
                if (!now.isBefore(expiresAt)) {
                    expire(run);
                }
            } catch (AgentException e) {
                LOG.log(Level.WARNING, "approval not expired run=" + run.id() + " code=" + e.code(), e);
            }
        }
    }

    private synchronized void expire(Run run) {
        findOpen(run)
                .ifPresent(
                        approval -> publishDecision(approval, Decision.EXPIRED, ApprovalDecision.Scope.ONCE, SERVER));
    }

    private static String cacheKey(Run run) {
        return run.id() + " " + run.lastSeq();
    }

    private void publishDecision(Approval approval, Decision decision, ApprovalDecision.Scope scope, Caller decidedBy) {
        String call = approval.id().substring(approval.id().lastIndexOf('.') + 1);
        hub.publish(
                decidedBy,
                approval.run(),
                new RunEvent.ApprovalAnswered(
                        approval.id(), call, approval.digest(), decision, scope, decidedBy.name()));
        queue.relaunch(approval.run());
        LOG.info("approval answered run=" + approval.run() + " call=" + call + " decision=" + EnumCodec.write(decision)
                + " scope=" + EnumCodec.write(scope));
    }

    /** Finds an open request by its own id or by the id of its run. */
    private Approval find(String id) {
        int dot = id.lastIndexOf('.');
        Optional<Run> run = Optional.empty();
        if (dot > 0) {
            run = journal.find(new RunId(id.substring(0, dot)));
        }
        boolean isApprovalId = run.isPresent();
        Run waitingRun = run.or(() -> findRun(id))
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_APPROVAL,
                        "no approval " + id + "; `codeagent approvals` lists the open ones"));
        return findOpen(waitingRun)
                .filter(a -> !isApprovalId || a.id().equals(id))
                .orElseThrow(() -> notOpen(waitingRun, id, isApprovalId));
    }

    /** @throws AgentException INVALID_VALUE if the ids of several runs begin with this text */
    private Optional<Run> findRun(String id) {
        try {
            return Optional.of(new RunReferences(journal).find(new RunId(id)));
        } catch (AgentException e) {
            if (e.code() == ErrorCode.UNKNOWN_RUN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private AgentException notOpen(Run run, String id, boolean isApprovalId) {
        Optional<RecordedEvent> decision = journal.readTypes(run.id(), Set.of(RunEvent.ApprovalAnswered.class)).stream()
                .filter(e -> !isApprovalId
                        || e.event() instanceof RunEvent.ApprovalAnswered a
                                && a.approval().equals(id))
                .reduce((a, b) -> b);
        return decision.map(PendingApprovals::answeredAlready)
                .orElseGet(() -> new AgentException(
                        ErrorCode.UNKNOWN_APPROVAL,
                        "run " + run.id() + " asks nothing like " + id + "; `codeagent approvals` lists what is open"));
    }

    private static AgentException answeredAlready(RecordedEvent recorded) {
        var answer = (RunEvent.ApprovalAnswered) recorded.event();
        return new AgentException(
                ErrorCode.CONFLICT,
                "approval " + answer.approval() + " is answered already: " + EnumCodec.write(answer.decision()) + " by "
                        + answer.by() + " at " + recorded.at());
    }

    /** The request that a run waits for; a finished or cancelled run has none. */
    private Optional<Approval> findOpen(Run run) {
        Optional<Approval> openApproval = Optional.empty();
        for (RecordedEvent recorded : journal.readTypes(run.id(), APPROVAL_EVENTS)) {
            openApproval = switch (recorded.event()) {
                case RunEvent.ApprovalRequested r -> Optional.of(toApproval(run, recorded, r));
                case RunEvent.ApprovalAnswered a -> Optional.empty();
                case RunEvent.CancelRequested c -> Optional.empty();
                case RunEvent.Finished f -> Optional.empty();
                default -> openApproval;
            };
        }
        return openApproval;
    }

    private static Approval toApproval(Run run, RecordedEvent recorded, RunEvent.ApprovalRequested r) {
        return new Approval(
                r.approval(),
                run.id(),
                run.project(),
                run.session(),
                r.tool(),
                r.arguments(),
                r.digest(),
                r.rule(),
                r.reason(),
                recorded.at(),
                r.expiresAt(),
                ToolCallText.of(r.tool(), r.arguments()));
    }
}
