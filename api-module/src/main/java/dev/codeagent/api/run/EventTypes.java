package dev.codeagent.api.run;

/** The type names of events in JSON and in the journal. */
final class EventTypes {
    private EventTypes() {}

    static String nameOf(RunEvent event) {
        return switch (event) {
            case RunEvent.Created e -> "run.created";
            case RunEvent.Started e -> "run.started";
            case RunEvent.SandboxSelected e -> "sandbox.selected";
            case RunEvent.Notice e -> "notice";
            case RunEvent.WorkspaceReady e -> "workspace.ready";
            case RunEvent.Prepared e -> "prepare.finished";
            case RunEvent.TestsFinished e -> "tests.finished";
            case RunEvent.StepStarted e -> "step.started";
            case RunEvent.BlockFinished e -> "block.finished";
            case RunEvent.TurnFinished e -> "turn.finished";
            case RunEvent.UsageReserved e -> "usage.reserved";
            case RunEvent.UsageBooked e -> "usage.booked";
            case RunEvent.BudgetReached e -> "budget.reached";
            case RunEvent.BudgetAvailable e -> "budget.available";
            case RunEvent.ToolCalled e -> "tool.called";
            case RunEvent.ToolFinished e -> "tool.finished";
            case RunEvent.PolicyDecided e -> "policy.decided";
            case RunEvent.ApprovalRequested e -> "approval.requested";
            case RunEvent.ApprovalAnswered e -> "approval.answered";
            case RunEvent.StepFinished e -> "step.finished";
            case RunEvent.DiffReady e -> "diff.ready";
            case RunEvent.VerdictReached e -> "run.judged";
            case RunEvent.CancelRequested e -> "run.cancel-requested";
            case RunEvent.PatchResolved e -> "patch.handled";
            case RunEvent.ChangesUndone e -> "changes.undone";
            case RunEvent.Finished e -> "run.finished";
        };
    }
}
