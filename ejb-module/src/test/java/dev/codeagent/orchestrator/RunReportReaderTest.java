package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.ModelCall;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEvent.ToolFinished.Outcome;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.messaging.InMemoryRunJournal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunReportReaderTest {
    private static final RunId RUN = new RunId("run-1");
    private static final Instant EXPIRY = Instant.parse("2126-01-02T03:04:05Z");

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private int seq;

    /** Each event is one second after the one before. */
    private void add(RunEvent event) {
        seq++;
        journal.append(List.of(new RecordedEvent(RUN, seq, Instant.ofEpochSecond(seq), event)));
    }

    private RunReport read() {
        return new RunReportReader(journal).read(journal.find(RUN).orElseThrow());
    }

    private void addCreated() {
        add(CreatedRuns.code());
    }

    private static RunEvent booked(String step, Optional<BigDecimal> cost) {
        var call = new ModelCall("c", step, "coding", "p-1", "local", "demo", "m-1", Optional.empty());
        return new RunEvent.UsageBooked(call, BookingStatus.CONFIRMED, Usage.NONE, cost);
    }

    private static RunEvent called(String call) {
        return new RunEvent.ToolCalled("coding", call, "write_file", "{}", true);
    }

    private static RunEvent finished(String call, Outcome outcome) {
        return new RunEvent.ToolFinished("coding", call, "write_file", outcome, "", 1);
    }

    @Test
    void addsUpTheStepsOfARun() {
        addCreated();
        add(new RunEvent.SandboxSelected("bubblewrap", "isolated", "none"));
        add(new RunEvent.StepStarted("coding", AgentName.CODING, 1, "demo", ""));
        add(booked("coding", Optional.of(new BigDecimal("0.25"))));
        add(new RunEvent.TurnFinished("coding", 1, "demo", "m-1", "tool_calls", new Usage(100, 20, 7), 10));
        add(called("c1"));
        add(called("c2"));
        add(called("c3"));
        add(called("c4"));
        add(finished("c1", Outcome.OK));
        add(finished("c2", Outcome.ERROR));
        add(finished("c3", Outcome.DENIED));
        add(booked("coding", Optional.of(new BigDecimal("0.50"))));
        add(new RunEvent.TurnFinished("coding", 2, "demo", "m-2", "stop", new Usage(50, 5, 0), 10));
        add(new RunEvent.StepFinished("coding", AgentName.CODING, 1, "done", "ready"));
        add(new RunEvent.StepStarted("review", AgentName.REVIEW, 1, "demo", "m-9"));
        add(booked("review", Optional.of(BigDecimal.ONE)));
        add(booked("review", Optional.empty()));

        RunReport report = read();

        assertThat(report.sandbox()).isEqualTo("bubblewrap");
        assertThat(report.steps()).hasSize(2);
        RunReport.Step coding = report.steps().getFirst();
        assertThat(coding.model()).isEqualTo("m-2");
        assertThat(coding.outcome()).isEqualTo("done");
        assertThat(coding.millis()).isEqualTo(12_000);
        assertThat(coding.turns()).isEqualTo(2);
        assertThat(coding.usage()).isEqualTo(new Usage(150, 25, 7));
        assertThat(coding.costUsd()).contains(new BigDecimal("0.75"));
        assertThat(coding.toolCalls()).isEqualTo(new RunReport.ToolCalls(4, 1, 1));
        RunReport.Step review = report.steps().getLast();
        assertThat(review.model()).isEqualTo("m-9");
        assertThat(review.outcome()).isEmpty();
        assertThat(review.costUsd()).as("a part is unknown").isEmpty();
    }

    @Test
    void tellsWhatBecameOfTheChanges() {
        var files = List.of(new RunEvent.FileChange("a.txt", "modified", 1, 2));
        addCreated();
        add(new RunEvent.TestsFinished(
                RunEvent.TestsFinished.Phase.BEFORE, new TestReport(5, 1, 2, false, List.of("t"), List.of(), "", 9)));
        add(new RunEvent.DiffReady("codeagent/run-1", "c0ffee", files, List.of()));
        var verdict = new Verdict(List.of("t"), List.of(), List.of(), List.of(), List.of(), true);
        add(new RunEvent.VerdictReached(verdict));
        add(new RunEvent.PatchResolved(RunEvent.PatchResolved.Outcome.APPLIED_PART, "ann", List.of(), 3));
        add(new RunEvent.ChangesUndone("ben", "undo-1", "coding", "", false, List.of(), List.of()));

        RunReport report = read();

        assertThat(report.tests())
                .containsExactly(new RunReport.Tests(RunEvent.TestsFinished.Phase.BEFORE, 5, 1, 2, false));
        assertThat(report.branch()).isEqualTo("codeagent/run-1");
        assertThat(report.files()).isEqualTo(files);
        assertThat(report.verdict()).contains(verdict);
        assertThat(report.patchActions())
                .containsExactly(
                        new RunReport.PatchAction(Instant.ofEpochSecond(5), "applied-part", "ann", 3),
                        new RunReport.PatchAction(Instant.ofEpochSecond(6), "undone", "ben", 0));
    }

    @Test
    void listsTheQuestionsAndTheirAnswers() {
        addCreated();
        add(new RunEvent.ApprovalRequested("a1", "coding", "c1", "run_command", "{}", "d", "r", "why", EXPIRY, "rm x"));
        add(new RunEvent.ApprovalAnswered(
                "a1", "c1", "d", RunEvent.ApprovalAnswered.Decision.DENIED, ApprovalDecision.Scope.ONCE, "ann"));
        add(new RunEvent.ApprovalRequested("a2", "coding", "c2", "run_command", "{}", "d", "r", "why", EXPIRY, "rm y"));

        assertThat(read().approvals())
                .containsExactly(
                        new RunReport.ApprovalRecord("a1", "coding", "run_command", "rm x", "why", "denied", "ann"),
                        new RunReport.ApprovalRecord("a2", "coding", "run_command", "rm y", "why", "open", ""));
    }

    @Test
    void reportsARunThatHasNotBegun() {
        addCreated();

        RunReport report = read();

        assertThat(report.run().id()).isEqualTo(RUN);
        assertThat(report.steps()).isEmpty();
        assertThat(report.verdict()).isEmpty();
        assertThat(report.branch()).isEmpty();
    }
}
