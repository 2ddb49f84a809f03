package dev.codeagent.cli.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.TextDelta;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.api.wire.ToolCallText;
import dev.codeagent.cli.terminal.StatusLine;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import dev.codeagent.cli.terminal.TimeText;
import dev.codeagent.client.stream.RunListener;
import jakarta.json.JsonObject;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints a run as text while it happens. {@link RunSummary} prints the end, {@link RunActivity} shows what happens now. All
 * work holds the lock of the terminal, because the terminal asks for the lines that may still change.
 */
public final class TranscriptRenderer implements RunListener {
    private static final int MAX_LINE_LENGTH = 160;
    private static final int INDENT = 4;

    private final TerminalWriter terminal;
    private final RunSummary summary;
    private final BlockRenderer blockRenderer;
    private final ToolCallRenderer toolCallRenderer;
    private final RunActivity activity;
    private final OutputGaps gaps = new OutputGaps();
    private final TestReportRenderer testReports = new TestReportRenderer();
    private final boolean verbose;
    private boolean continuesAfterPause;

    /** @param verbose whether to tell details, such as the limits of the sandbox */
    public TranscriptRenderer(TerminalWriter terminal, RunSummary summary, StatusLine statusLine, boolean verbose) {
        this.terminal = terminal;
        this.summary = summary;
        this.blockRenderer = new BlockRenderer(terminal, gaps);
        this.toolCallRenderer = new ToolCallRenderer(terminal, gaps);
        this.activity = new RunActivity(statusLine);
        this.verbose = verbose;
        statusLine.setDetail(this::liveLines);
    }

    /** Of text and output only the end, so that the lines above stay in sight. */
    private List<StyledLine> liveLines() {
        var lines = new ArrayList<>(blockRenderer.pendingLines());
        lines.addAll(toolCallRenderer.pendingLines());
        int max = Math.max(3, terminal.rows() / 2);
        return lines.subList(Math.max(0, lines.size() - max), lines.size());
    }

    @Override
    public void onAccepted(String run, String session) {
        synchronized (terminal) {
            terminal.writeLine(Style.BOLD, "run " + TerminalSanitizer.sanitizeLine(run, MAX_LINE_LENGTH));
            summary.setRun(run, session);
        }
    }

    @Override
    public void onDelta(JsonObject delta) {
        synchronized (terminal) {
            String kind = delta.getString("kind", "text");
            if (kind.equals(TextDelta.OUTPUT)) {
                toolCallRenderer.addOutput(delta.getString("block"), delta.getString("text"));
            } else {
                toolCallRenderer.endLine();
                blockRenderer.renderDelta(delta.getString("block"), kind, delta.getString("text"));
            }
            activity.onDelta(kind);
        }
    }

    @Override
    public void onConnectionNotice(String notice) {
        synchronized (terminal) {
            toolCallRenderer.endLine();
            terminal.writeLine(Style.YELLOW, "· " + TerminalSanitizer.sanitizeLine(notice, MAX_LINE_LENGTH));
        }
    }

    @Override
    public void onEvent(JsonObject json) {
        synchronized (terminal) {
            try {
                RunEvent event = EventCodec.read(json.getString("type"), json);
                activity.onEvent(event);
                if (!(event instanceof RunEvent.ToolCalled || event instanceof RunEvent.Notice)) {
                    toolCallRenderer.endServerCalls();
                }
                render(event);
            } catch (AgentException e) {
                // An event type of a newer server.
                terminal.writeLine(
                        Style.DIM, "· " + TerminalSanitizer.sanitizeLine(json.getString("type"), MAX_LINE_LENGTH));
            }
        }
    }

    private void render(RunEvent event) {
        switch (event) {
            case RunEvent.Created e -> renderCreated(e);
            case RunEvent.Started e -> renderStarted(e);
            case RunEvent.SandboxSelected e -> renderSandbox(e);
            case RunEvent.Notice e -> {
                if (!activity.shows(e) || !terminal.redraws()) {
                    printLine(style(e.level()), "· " + e.text());
                    summary.addShownNotice(e.text());
                }
            }
            case RunEvent.WorkspaceReady e ->
                printLine(
                        Style.DIM,
                        "workspace from " + TranscriptFormat.abbreviate(e.base())
                                + (e.uncommittedIncluded() ? ", your uncommitted changes included" : ""));
            case RunEvent.Prepared e -> renderPrepared(e);
            case RunEvent.TestsFinished e -> {
                summary.addTestReport(e.phase(), e.report());
                testReports.lines(e).forEach(line -> printLine(line.style(), line.text()));
            }
            case RunEvent.StepStarted e -> renderStepStarted(e);
            case RunEvent.BlockFinished e -> {
                toolCallRenderer.endLine();
                blockRenderer.renderFinished(e.block(), e.kind(), e.text());
            }
            case RunEvent.BlockDiscarded e -> blockRenderer.discardOpenBlocks();
            case RunEvent.TurnFinished e -> blockRenderer.discardOpenBlocks();
            case RunEvent.UsageReserved e -> {}
            case RunEvent.UsageBooked e -> {}
            case RunEvent.BudgetReached e -> renderBudgetReached(e);
            case RunEvent.BudgetAvailable e ->
                printLine(Style.GREEN, "· the budget " + e.budget() + " has room again (" + e.by() + ")");
            case RunEvent.ToolCalled e -> toolCallRenderer.renderCall(e);
            case RunEvent.ToolFinished e -> toolCallRenderer.renderResult(e);
            case RunEvent.PolicyDecided e -> {} // The result of a denied call reports it.
            case RunEvent.ApprovalRequested e -> renderApprovalRequest(e);
            case RunEvent.ApprovalAnswered e -> renderApprovalDecision(e);
            case RunEvent.StepFinished e -> renderStepFinished(e);
            case RunEvent.DiffReady e -> summary.setDiff(e);
            case RunEvent.VerdictReached e -> summary.setVerdict(e.verdict());
            case RunEvent.CancelRequested e -> printLine(Style.YELLOW, "· cancelling, requested by " + e.by());
            case RunEvent.PatchResolved e -> printLine(Style.PLAIN, "patch " + EnumCodec.write(e.outcome()));
            case RunEvent.ChangesUndone e ->
                printLine(
                        Style.PLAIN,
                        "undone " + (e.step().isEmpty() ? e.call() : e.step()) + ", "
                                + e.paths().size() + (e.paths().size() == 1 ? " path" : " paths"));
            case RunEvent.Finished e -> {
                blockRenderer.discardOpenBlocks();
                toolCallRenderer.discardPendingCalls();
                summary.print(e);
            }
        }
    }

    private static Style style(RunEvent.Notice.Level level) {
        return switch (level) {
            case INFO -> Style.DIM;
            case WARN -> Style.YELLOW;
        };
    }

    /** The name says how well commands are isolated, except where they are not: that is told in full. */
    private void renderSandbox(RunEvent.SandboxSelected e) {
        boolean isolated = e.launcher().equals("docker") || e.launcher().equals("bubblewrap");
        printLine(
                isolated ? Style.DIM : Style.YELLOW,
                verbose || !isolated
                        ? "sandbox " + e.launcher() + ": " + e.meaning()
                        : "sandbox " + e.launcher() + TranscriptFormat.describeNetwork(e.network()));
    }

    private void renderCreated(RunEvent.Created e) {
        printLine(
                Style.DIM,
                e.command() + " with "
                        + String.join(
                                ", ", e.agents().stream().map(a -> a.wireName()).toList()));
    }

    private void renderPrepared(RunEvent.Prepared e) {
        if (e.notTested().isEmpty()) { // Otherwise notices say what is missing.
            printLine(
                    Style.DIM,
                    "prepared in " + TranscriptFormat.formatDuration(e.millis())
                            + (e.network() ? ", with network" : ", without network"));
        }
    }

    private void renderApprovalRequest(RunEvent.ApprovalRequested e) {
        continuesAfterPause = true; // A run that waits is not executed, also if it is cancelled.
        toolCallRenderer.endLine();
        blockRenderer.endLine();
        // Made here and not taken from the event, so that events of older servers are shown in the same way.
        EditPreview.question(e.tool(), e.arguments()).forEach(line -> terminal.writeParagraph(line, 2 * INDENT));
        printLine(
                Style.YELLOW,
                "  " + ToolCallText.visibleLine(e.reason()) + " (rule " + ToolCallText.visibleLine(e.rule()) + ")");
        printLine(
                Style.DIM,
                "  expires at " + TimeText.of(e.expiresAt()) + "; elsewhere: "
                        + summary.commandLineFor("approve " + e.approval()));
    }

    private void renderBudgetReached(RunEvent.BudgetReached e) {
        continuesAfterPause = true;
        blockRenderer.discardOpenBlocks();
        printLine(
                Style.YELLOW,
                "· paused: the budget " + e.budget() + " is reached: $"
                        + e.spentUsd().toPlainString() + " of $"
                        + e.limitUsd().toPlainString() + " is spent, and the next model call may cost $"
                        + e.neededUsd().toPlainString());
        String enough =
                e.spentUsd().add(e.neededUsd()).setScale(0, RoundingMode.UP).toPlainString();
        printLine(
                Style.DIM,
                "  the run continues after: " + summary.commandLineFor("budgets set " + e.budget() + " " + enough));
    }

    private void renderApprovalDecision(RunEvent.ApprovalAnswered e) {
        String scope = switch (e.scope()) {
            case ONCE -> "";
            case SESSION -> ", always in this conversation";
            case RULE -> ", always in this project";
        };
        switch (e.decision()) {
            case APPROVED -> printLine(Style.GREEN, "· approved by " + e.by() + scope);
            case DENIED -> printLine(Style.YELLOW, "· denied by " + e.by() + scope);
            case EXPIRED -> printLine(Style.YELLOW, "· expired" + scope);
            case UNKNOWN -> printLine(Style.YELLOW, "· unknown decision by " + e.by() + scope);
        }
    }

    private void renderStarted(RunEvent.Started e) {
        blockRenderer.discardOpenBlocks();
        if (continuesAfterPause) {
            continuesAfterPause = false; // The run continues with its pending calls.
            return;
        }
        toolCallRenderer.discardPendingCalls();
        if (e.attempt() > 1) {
            printLine(Style.YELLOW, "· the server restarted and continues the run (attempt " + e.attempt() + ")");
        }
    }

    private void renderStepStarted(RunEvent.StepStarted e) {
        String model = e.model().isEmpty() ? e.provider() : e.provider() + "/" + e.model();
        terminal.closeLine();
        terminal.writeLine("");
        printLine(
                Style.BOLD,
                "── " + e.agent().wireName() + " · " + model + (e.round() > 1 ? " · round " + e.round() : ""));
        gaps.start(OutputGaps.Part.HEADING);
    }

    private void renderStepFinished(RunEvent.StepFinished e) {
        switch (e.outcome()) {
            case "done" -> {}
            case "approved" -> printLine(Style.GREEN, e.agent().wireName() + ": approved");
            case "changes" -> printLine(Style.YELLOW, e.agent().wireName() + ": requests changes");
            default -> printLine(Style.YELLOW, e.agent().wireName() + ": " + e.outcome());
        }
    }

    private void printLine(Style style, String text) {
        toolCallRenderer.endLine();
        blockRenderer.endLine();
        gaps.start(OutputGaps.Part.LINE);
        TerminalSanitizer.sanitize(text)
                .replace("\n", "\n  ")
                .lines()
                .forEach(line -> terminal.writeParagraph(style, line, INDENT));
    }
}
