package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.policy.AnsweredCalls;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The questions of runs that wait: which are open, their answers, and their end where nobody answers. */
public final class Approvals {
    private static final Logger LOG = Logger.getLogger(Approvals.class.getName());

    private final RunJournal journal;
    private final EventHub hub;
    private final RunQueue queue;
    private final AnsweredCalls answered;
    private final Clock clock;
    /** When the question of a waiting run expires, so that looking for those that did reads no journal twice. */
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

    public Approvals(RunJournal journal, EventHub hub, RunQueue queue, AnsweredCalls answered, Clock clock) {
        this.journal = journal;
        this.hub = hub;
        this.queue = queue;
        this.answered = answered;
        this.clock = clock;
    }

    List<Approval> open() {
        return journal.waitingForApproval().stream()
                .map(this::open)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Stores the answer and lets the run go on; one at a time, so that a question has one answer. */
    synchronized RunId answer(String by, ApprovalDecision answer) {
        Approval approval = find(answer.approval());
        if (!answer.digest().isEmpty() && !answer.digest().equals(approval.digest())) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "approval " + approval.id()
                            + " is about another call than the one that was answered; look at it again");
        }
        if (!clock.instant().isBefore(approval.expiresAt())) {
            throw new AgentException(
                    ErrorCode.CONFLICT, "approval " + approval.id() + " has expired at " + approval.expiresAt());
        }
        if (answer.scope() == ApprovalDecision.Scope.RULE) {
            answered.add(approval.project(), approval.tool(), approval.arguments(), answer.approved(), by);
        }
        settle(
                approval,
                answer.approved() ? "approved" : "denied",
                answer.scope().name().toLowerCase(Locale.ROOT),
                by);
        return approval.run();
    }

    /** Denies the questions whose time is over; called again and again. */
    public void expire() {
        Instant now = clock.instant();
        List<Run> waiting = journal.waitingForApproval();
        expiries.keySet().retainAll(waiting.stream().map(Approvals::key).toList());
        for (Run run : waiting) {
            Instant at = expiries.computeIfAbsent(
                    key(run), k -> open(run).map(Approval::expiresAt).orElse(Instant.MAX));
            if (!now.isBefore(at)) {
                expire(run);
            }
        }
    }

    private synchronized void expire(Run run) {
        try {
            open(run).ifPresent(approval -> settle(approval, "expired", "once", "server"));
        } catch (AgentException e) {
            LOG.log(Level.WARNING, "approval not expired run=" + run.id() + " code=" + e.code(), e);
        }
    }

    private static String key(Run run) {
        return run.id() + " " + run.lastSeq();
    }

    private void settle(Approval approval, String decision, String scope, String by) {
        String call = approval.id().substring(approval.id().lastIndexOf('.') + 1);
        hub.publish(
                approval.run(),
                new RunEvent.ApprovalAnswered(approval.id(), call, approval.digest(), decision, scope, by));
        queue.relaunch(approval.run());
        LOG.info("approval answered run=" + approval.run() + " call=" + call + " decision=" + decision + " scope="
                + scope);
    }

    /** By the question's id, or by its run's. */
    private Approval find(String id) {
        int dot = id.lastIndexOf('.');
        Optional<Run> run = Optional.empty();
        if (dot > 0) {
            run = journal.find(new RunId(id.substring(0, dot)));
        }
        boolean whole = run.isPresent();
        Run asked = run.or(() -> journal.find(new RunId(id)))
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_APPROVAL,
                        "no approval " + id + "; `codeagent approvals` lists the open ones"));
        return open(asked).filter(a -> !whole || a.id().equals(id)).orElseThrow(() -> gone(asked, id, whole));
    }

    private AgentException gone(Run run, String id, boolean whole) {
        Optional<RunEvent.ApprovalAnswered> answer = RunDriver.events(journal, run.id(), 0).stream()
                .map(RecordedEvent::event)
                .filter(e -> e instanceof RunEvent.ApprovalAnswered a
                        && (!whole || a.approval().equals(id)))
                .map(RunEvent.ApprovalAnswered.class::cast)
                .reduce((a, b) -> b);
        return answer.map(a -> new AgentException(
                        ErrorCode.CONFLICT,
                        "approval " + a.approval() + " is answered already: " + a.decision() + " by " + a.by()))
                .orElseGet(() -> new AgentException(
                        ErrorCode.UNKNOWN_APPROVAL,
                        "run " + run.id() + " asks nothing like " + id + "; `codeagent approvals` lists what is open"));
    }

    /** The question that a run waits with; a run that is over or was cancelled has none. */
    private Optional<Approval> open(Run run) {
        Optional<Approval> open = Optional.empty();
        for (RecordedEvent recorded : RunDriver.events(journal, run.id(), 0)) {
            open = switch (recorded.event()) {
                case RunEvent.ApprovalRequested r -> Optional.of(approval(run, recorded, r));
                case RunEvent.ApprovalAnswered a -> Optional.empty();
                case RunEvent.CancelRequested c -> Optional.empty();
                case RunEvent.Finished f -> Optional.empty();
                default -> open;
            };
        }
        return open;
    }

    private static Approval approval(Run run, RecordedEvent recorded, RunEvent.ApprovalRequested r) {
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
                r.expiresAt());
    }
}
