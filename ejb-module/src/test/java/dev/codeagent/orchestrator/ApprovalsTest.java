package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.ApprovalDecision.Scope;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.policy.AnsweredCalls;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalsTest {
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
    void ask() {
        hub.open(
                RUN,
                new RunEvent.Created("p-1", "s-1", "local", "/code", List.of(), "x", List.of(AgentName.CODING), ""));
        hub.publish(RUN, question("coding-t1-c1"));
    }

    private static RunEvent.ApprovalRequested question(String call) {
        return new RunEvent.ApprovalRequested(
                "run-1." + call, "coding", call, "run_command", "{\"command\":\"x\"}", "abc", "team/x", "why", EXPIRES);
    }

    private Approvals at(Instant time) {
        return new Approvals(journal, hub, queue, new AnsweredCalls(folder), Clock.fixed(time, ZoneOffset.UTC));
    }

    private static ApprovalDecision yes(String id, Scope scope, String digest) {
        return new ApprovalDecision(id, true, scope, digest);
    }

    private void assertRefused(ErrorCode code, String words, Runnable answer) {
        int before = journal.of(RUN).size();
        assertThatThrownBy(answer::run)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(journal.of(RUN)).hasSize(before);
    }

    @Test
    void showsWhatIsOpen() {
        assertThat(at(ASKED).open())
                .extracting(Approval::id, Approval::rule)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(ID, "team/x"));
    }

    @Test
    void storesTheAnswerAndLaunchesTheRun() {
        at(ASKED).answer("ann", yes(ID, Scope.ONCE, "abc"));

        assertThat(journal.of(RUN).getLast())
                .isEqualTo(new RunEvent.ApprovalAnswered(ID, "coding-t1-c1", "abc", "approved", "once", "ann"));
        assertThat(launched).containsExactly(RUN);
        assertThat(at(ASKED).open()).isEmpty();
    }

    @Test
    void takesTheRunsIdForItsOneQuestion() {
        assertThat(at(ASKED).answer("ann", new ApprovalDecision("run-1", false, Scope.ONCE, "")))
                .isEqualTo(RUN);
    }

    @Test
    void takesOneAnswerOnly() {
        at(ASKED).answer("ann", yes(ID, Scope.ONCE, ""));

        assertRefused(ErrorCode.CONFLICT, "approved by ann", () -> at(ASKED).answer("bob", yes(ID, Scope.ONCE, "")));
        hub.publish(RUN, question("coding-t2-c1"));
        assertRefused(ErrorCode.CONFLICT, "approved by ann", () -> at(ASKED).answer("bob", yes(ID, Scope.ONCE, "")));
    }

    @Test
    void refusesAnAnswerToAnotherCall() {
        assertRefused(ErrorCode.CONFLICT, "another call", () -> at(ASKED).answer("ann", yes(ID, Scope.RULE, "abd")));
        assertThat(new AnsweredCalls(folder).find(new ProjectId("p-1"), "run_command", "{\"command\":\"x\"}"))
                .isEmpty();
    }

    @Test
    void refusesAnAnswerThatComesTooLateAndAnswersForTheOneWhoDidNot() {
        assertRefused(ErrorCode.CONFLICT, "expired", () -> at(EXPIRES).answer("ann", yes(ID, Scope.ONCE, "")));
        at(EXPIRES.minusMillis(1)).expire();
        assertThat(launched).isEmpty();

        at(EXPIRES).expire();

        assertThat(((RunEvent.ApprovalAnswered) journal.of(RUN).getLast()).decision())
                .isEqualTo("expired");
        assertThat(launched).containsExactly(RUN);
    }

    @Test
    void findsNoQuestionWhereNoneIs() {
        assertRefused(
                ErrorCode.UNKNOWN_APPROVAL, "run-9.c1", () -> at(ASKED).answer("ann", yes("run-9.c1", Scope.ONCE, "")));
        assertRefused(
                ErrorCode.UNKNOWN_APPROVAL, "run-1.c9", () -> at(ASKED).answer("ann", yes("run-1.c9", Scope.ONCE, "")));
    }

    @Test
    void forgetsTheQuestionOfARunThatIsCancelled() {
        hub.publish(RUN, new RunEvent.CancelRequested("ann"));

        assertThat(at(ASKED).open()).isEmpty();
        assertRefused(ErrorCode.UNKNOWN_APPROVAL, ID, () -> at(ASKED).answer("ann", yes(ID, Scope.ONCE, "")));
    }

    @Test
    void keepsAnAnswerAsARule() {
        at(ASKED).answer("ann", yes(ID, Scope.RULE, ""));

        assertThat(new AnsweredCalls(folder).find(new ProjectId("p-1"), "run_command", "{ \"command\" : \"x\" }"))
                .contains(true);
    }
}
