package dev.codeagent.cli.run;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.cli.terminal.StatusLine;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tells the status line what the run does now. */
final class RunActivity {
    private static final String MODEL = "waits for the model";

    /** Codes of notices about progress, each of which replaces the one before. */
    private static final Set<String> REPEATED = Set.of("image.step", "image.pull", "workspace.progress");

    private static final Set<String> SHOWN =
            Set.of("packages.fetch", "workspace.snapshot", "workspace.copy", "workspace.progress");

    private final StatusLine statusLine;
    private final Map<String, String> runningTools = new LinkedHashMap<>();
    private Usage usage = Usage.NONE;
    private BigDecimal cost = BigDecimal.ZERO;

    RunActivity(StatusLine statusLine) {
        this.statusLine = statusLine;
    }

    /** Whether the status line is enough for a notice: progress that a later notice repeats. */
    boolean shows(RunEvent.Notice notice) {
        return notice.level() == RunEvent.Notice.Level.INFO && REPEATED.contains(notice.code());
    }

    void onDelta(String kind) {
        switch (kind) {
            case "thinking" -> statusLine.setActivity("thinks");
            case TextDelta.OUTPUT -> statusLine.detailChanged();
            default -> statusLine.setActivity("writes");
        }
    }

    void onEvent(RunEvent event) {
        switch (event) {
            case RunEvent.SandboxSelected e -> statusLine.setActivity("prepares the workspace");
            case RunEvent.WorkspaceReady e -> statusLine.setActivity("prepares the project");
            case RunEvent.Prepared e -> statusLine.setActivity("starts the agents");
            case RunEvent.Notice e -> {
                if (e.code().startsWith("image.") || SHOWN.contains(e.code())) {
                    statusLine.setActivity(e.text());
                }
            }
            case RunEvent.StepStarted e -> {
                statusLine.setAgent(
                        e.agent().wireName(), e.model().isEmpty() ? e.provider() : e.provider() + "/" + e.model());
                statusLine.setActivity(MODEL);
            }
            case RunEvent.StepFinished e -> {
                statusLine.setAgent("", "");
                statusLine.setActivity("prepares the next step");
            }
            case RunEvent.ToolCalled e -> {
                runningTools.put(e.call(), e.tool());
                statusLine.setActivity(e.tool());
            }
            case RunEvent.ToolFinished e -> {
                runningTools.remove(e.call());
                statusLine.setActivity(
                        runningTools.values().stream().findFirst().orElse(MODEL));
            }
            case RunEvent.DiffReady e -> statusLine.setActivity("tests the result");
            case RunEvent.Started e -> {
                runningTools.clear();
                statusLine.setActivity("starts");
            }
            case RunEvent.UsageBooked e -> {
                usage = usage.plus(e.usage());
                cost = cost.add(e.costUsd().orElse(BigDecimal.ZERO));
                statusLine.setUsage(usage.totalTokens(), cost);
            }
            case RunEvent.ApprovalRequested e -> statusLine.setActivity("waits for your decision");
            case RunEvent.BudgetReached e -> statusLine.setActivity("waits for the budget");
            case RunEvent.CancelRequested e -> statusLine.setActivity("cancels");
            case RunEvent.Finished e -> statusLine.close();
            default -> statusLine.detailChanged();
        }
    }
}
