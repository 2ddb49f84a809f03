package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.ApprovalDecision.Scope;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ApprovalAnswered.Decision;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.security.Caller;
import dev.codeagent.authorization.ApprovalRuleStore;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingApprovalsTest {
    private static final Caller ANN = new Caller("ann", Set.of());
    private static final Caller BOB = new Caller("bob", Set.of());
    private static final RunId RUN = new RunId("run-1");
    private static final String ID = "run-1.coding-t1-c1";
    private static final Instant ASKED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant EXPIRES = ASKED.plusSeconds(60);

    @TempDir
    Path folder;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.fixed(ASKED, ZoneOffset.UTC));
    private final List<RunId> launched = new ArrayList<>();
    private final RunQueue queue = new RunQueue(1, 10, launched::add);

    @BeforeEach
    void openRunWithApprovalRequest() {
        hub.open(RUN, CreatedRuns.code());
        hub.publish(RUN, approvalRequest("coding-t1-c1"));
    }

    private static RunEvent.ApprovalRequested approvalRequest(String call) {
        return new RunEvent.ApprovalRequested(
                "run-1." + call,
                "coding",
                call,
                "run_command",
                "{\"command\":\"x\"}",
                "abc",
                "team/x",
                "why",
                EXPIRES,
                "");
    }

    private PendingApprovals approvalsAt(Instant time) {
        return new PendingApprovals(
                journal, hub, queue, new ApprovalRuleStore(folder), Clock.fixed(time, ZoneOffset.UTC));
    }

    private static ApprovalDecision approve(String id, Scope scope, String digest) {
        return new ApprovalDecision(id, true, scope, digest);
    }

    private void assertRejected(ErrorCode code, String message, Runnable answer) {
        int before = journal.eventsOf(RUN).size();
        assertThatThrownBy(answer::run)
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(journal.eventsOf(RUN)).hasSize(before);
    }

    @Test
    void listsOpenApprovals() {
        assertThat(approvalsAt(ASKED).findOpen())
                .extracting(Approval::id, Approval::rule)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(ID, "team/x"));
    }

    @Test
    void storesTheDecisionAndRelaunchesTheRun() {
        approvalsAt(ASKED).decide(ANN, approve(ID, Scope.ONCE, "abc"));

        assertThat(journal.eventsOf(RUN).getLast())
                .isEqualTo(
                        new RunEvent.ApprovalAnswered(ID, "coding-t1-c1", "abc", Decision.APPROVED, Scope.ONCE, "ann"));
        assertThat(launched).containsExactly(RUN);
        assertThat(approvalsAt(ASKED).findOpen()).isEmpty();
    }

    @Test
    void acceptsTheRunIdForItsOnlyOpenApproval() {
        assertThat(approvalsAt(ASKED).decide(ANN, new ApprovalDecision("run-1", false, Scope.ONCE, "")))
                .isEqualTo(RUN);
    }

    @Test
    void rejectsASecondDecision() {
        approvalsAt(ASKED).decide(ANN, approve(ID, Scope.ONCE, ""));

        assertRejected(
                ErrorCode.CONFLICT,
                "approved by ann at 2026-01-02T03:04:05Z",
                () -> approvalsAt(ASKED).decide(BOB, approve(ID, Scope.ONCE, "")));
        hub.publish(RUN, approvalRequest("coding-t2-c1"));
        assertRejected(
                ErrorCode.CONFLICT,
                "approved by ann",
                () -> approvalsAt(ASKED).decide(BOB, approve(ID, Scope.ONCE, "")));
    }

    @Test
    void rejectsADecisionAboutAnotherCall() {
        assertRejected(
                ErrorCode.CONFLICT,
                "another call",
                () -> approvalsAt(ASKED).decide(ANN, approve(ID, Scope.RULE, "abd")));
        assertThat(new ApprovalRuleStore(folder).find(new ProjectId("p-1"), "run_command", "{\"command\":\"x\"}"))
                .isEmpty();
    }

    @Test
    void rejectsALateDecisionAndExpiresTheApproval() {
        assertRejected(
                ErrorCode.CONFLICT, "expired", () -> approvalsAt(EXPIRES).decide(ANN, approve(ID, Scope.ONCE, "")));
        approvalsAt(EXPIRES.minusMillis(1)).expireOverdue();
        assertThat(launched).isEmpty();

        approvalsAt(EXPIRES).expireOverdue();

        assertThat(((RunEvent.ApprovalAnswered) journal.eventsOf(RUN).getLast()).decision())
                .isEqualTo(Decision.EXPIRED);
        assertThat(launched).containsExactly(RUN);
    }

    @Test
    void expiresTheOtherApprovalsIfOneRunCannotBeRead() {
        var damaged = new RunId("run-0");
        hub.open(damaged, CreatedRuns.code());
        hub.publish(damaged, approvalRequest("coding-t1-c1"));
        journal.failReadsOf(damaged, new AgentException(ErrorCode.INTERNAL, "planted"));
        var later = new RunId("run-2");
        hub.open(later, CreatedRuns.code());
        hub.publish(later, approvalRequest("coding-t1-c1"));

        approvalsAt(EXPIRES).expireOverdue();

        assertThat(journal.find(RUN)).get().extracting(Run::state).isEqualTo(RunState.RUNNING);
        assertThat(journal.eventsOf(later).getLast()).isInstanceOf(RunEvent.ApprovalAnswered.class);
    }

    @Test
    void rejectsAnUnknownApproval() {
        assertRejected(
                ErrorCode.UNKNOWN_APPROVAL,
                "run-9.c1",
                () -> approvalsAt(ASKED).decide(ANN, approve("run-9.c1", Scope.ONCE, "")));
        assertRejected(
                ErrorCode.UNKNOWN_APPROVAL,
                "run-1.c9",
                () -> approvalsAt(ASKED).decide(ANN, approve("run-1.c9", Scope.ONCE, "")));
    }

    @Test
    void closesTheApprovalOfACancelledRun() {
        hub.publish(RUN, new RunEvent.CancelRequested("ann"));

        assertThat(approvalsAt(ASKED).findOpen()).isEmpty();
        assertRejected(
                ErrorCode.UNKNOWN_APPROVAL, ID, () -> approvalsAt(ASKED).decide(ANN, approve(ID, Scope.ONCE, "")));
    }

    @Test
    void storesADecisionAsARule() {
        approvalsAt(ASKED).decide(ANN, approve(ID, Scope.RULE, ""));

        assertThat(new ApprovalRuleStore(folder).find(new ProjectId("p-1"), "run_command", "{ \"command\" : \"x\" }"))
                .contains(true);
    }
}
