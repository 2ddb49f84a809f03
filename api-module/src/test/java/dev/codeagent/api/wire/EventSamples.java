package dev.codeagent.api.wire;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.ModelPrice;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.ModelCall;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.UndoConflict;
import dev.codeagent.api.run.UndonePath;
import dev.codeagent.api.run.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sample events: one of each type. */
final class EventSamples {
    private static final Usage USAGE = new Usage(900, 120, 64);

    private static final ModelCall CALL = new ModelCall(
            "coding-2-t1-a1-m1",
            "coding-2",
            "coding",
            "proj-1",
            "local",
            "demo",
            "m-1",
            Optional.of(new ModelPrice(
                    new BigDecimal("3"),
                    new BigDecimal("15"),
                    new BigDecimal("0.30"),
                    new BigDecimal("3.75"),
                    "configuration")));

    private EventSamples() {}

    static List<RunEvent> all() {
        return List.of(
                new RunEvent.Created(
                        "proj-1",
                        "s-42",
                        "local",
                        "/build",
                        List.of("fix", "it"),
                        "fix it: größer 🙂",
                        List.of(AgentName.PLANNING, AgentName.CODING),
                        "demo/m-1",
                        true,
                        true,
                        "services/pay",
                        Optional.empty(),
                        Optional.empty()),
                new RunEvent.Started(2),
                new RunEvent.SandboxSelected("bubblewrap", "no network", "none"),
                new RunEvent.Notice(RunEvent.Notice.Level.WARN, "provider.skipped", "a is skipped"),
                new RunEvent.WorkspaceReady("0c27629f", true),
                new RunEvent.Prepared(true, 6401, "public", "no pnpm"),
                new RunEvent.TestsFinished(
                        RunEvent.TestsFinished.Phase.BEFORE,
                        new TestReport(
                                1,
                                1,
                                0,
                                false,
                                List.of("a.T.x", "a.T.y"),
                                List.of(new TestReport.Failure("a.T.y", "expected 1", "T.java:7")),
                                "",
                                6401)),
                new RunEvent.StepStarted("coding-2", AgentName.CODING, 2, "demo", "m-1"),
                new RunEvent.BlockFinished("coding-2", "coding-2-t1-a1-text", "text", "I look at\n\"it\"."),
                new RunEvent.BlockDiscarded("coding-2", "coding-2-t1-a1-thinking", "the stream ended"),
                new RunEvent.TurnFinished("coding-2", 1, "demo", "m-1", "tool_calls", USAGE, 148),
                new RunEvent.UsageReserved(CALL, new Usage(1000, 4096, 0), Optional.of(new BigDecimal("0.06444"))),
                new RunEvent.UsageBooked(
                        CALL,
                        BookingStatus.CONFIRMED,
                        new Usage(900, 120, 64, 128, 40),
                        Optional.of(new BigDecimal("0.004423"))),
                new RunEvent.BudgetReached(
                        "project/shop/month",
                        "2026-11",
                        new BigDecimal("5"),
                        new BigDecimal("4.98"),
                        new BigDecimal("0.06444")),
                new RunEvent.BudgetAvailable("project/shop/month", "local"),
                new RunEvent.ToolCalled("coding-2", "coding-2-t1-c1", "edit_file", "{\"path\":\"a\"}", true),
                new RunEvent.ToolFinished(
                        "coding-2",
                        "coding-2-t1-c1",
                        "edit_file",
                        RunEvent.ToolFinished.Outcome.UNKNOWN,
                        "it may have",
                        30),
                new RunEvent.PolicyDecided(
                        "coding-2",
                        "coding-2-t1-c1",
                        RunEvent.PolicyDecided.Outcome.DENY,
                        "project/no-push",
                        "pushing is for people"),
                new RunEvent.ApprovalRequested(
                        "run-1.coding-2-t1-c1",
                        "coding-2",
                        "coding-2-t1-c1",
                        "run_command",
                        "{\"command\":\"npm publish\"}",
                        "9f86d081",
                        "team/publish",
                        "publishing is asked for",
                        Instant.parse("2026-01-03T03:04:05.678Z"),
                        "run_command\n  command: npm publish"),
                new RunEvent.ApprovalAnswered(
                        "run-1.coding-2-t1-c1",
                        "coding-2-t1-c1",
                        "9f86d081",
                        RunEvent.ApprovalAnswered.Decision.APPROVED,
                        ApprovalDecision.Scope.SESSION,
                        "local"),
                new RunEvent.StepFinished("review", AgentName.REVIEW, 1, "changes", "Not yet."),
                new RunEvent.DiffReady(
                        "codeagent/run-1",
                        "5be26aec",
                        List.of(new RunEvent.FileChange("a/b.txt", "modified", 3, 1)),
                        List.of(new LeftOutPath(".env", "it is ignored by git"))),
                new RunEvent.VerdictReached(new Verdict(
                        List.of("a.T.y"),
                        List.of(),
                        List.of("a.T.z"),
                        List.of("a.T.q"),
                        List.of("T.java"),
                        false,
                        "no cache")),
                new RunEvent.CancelRequested("local"),
                new RunEvent.PatchResolved(
                        RunEvent.PatchResolved.Outcome.APPLIED_PART,
                        "local",
                        List.of(new PatchSelection("a/b.txt", List.of(1, 3))),
                        2),
                new RunEvent.ChangesUndone(
                        "local",
                        "undo-1",
                        "coding",
                        "",
                        false,
                        List.of(new UndonePath("a/b.txt", "modified")),
                        List.of(new UndoConflict("c.txt", "it was changed again later"))),
                new RunEvent.Finished(RunState.FAILED, "STEP_LIMIT", "too many turns", USAGE, "0.012300", 22_200));
    }
}
