package dev.codeagent.cli.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;
import jakarta.json.JsonObject;
import java.util.Locale;

/** Shows a run to people while it happens. What stands at its end is {@link Summary}'s. */
public final class Transcript implements RunAudience {
    private static final int FAILURES_SHOWN = 20;
    private static final int OUTPUT_LINES = 12;
    private static final int LINE = 160;

    private final Screen screen;
    private final Summary summary;
    private final BlockText blocks;
    private final ToolLines tools;
    private boolean answered;

    public Transcript(Screen screen, Summary summary) {
        this.screen = screen;
        this.summary = summary;
        this.blocks = new BlockText(screen);
        this.tools = new ToolLines(screen);
    }

    @Override
    public void accepted(String run, String session) {
        screen.line(Style.BOLD, "run " + SafeText.line(run, LINE));
        summary.accepted(run, session);
    }

    @Override
    public void delta(JsonObject delta) {
        tools.interrupt();
        blocks.delta(delta.getString("block"), delta.getString("kind", "text"), delta.getString("text"));
    }

    @Override
    public void connection(String note) {
        tools.interrupt();
        screen.line(Style.YELLOW, "· " + SafeText.line(note, LINE));
    }

    @Override
    public void event(JsonObject json) {
        try {
            show(EventCodec.read(json.getString("type"), json));
        } catch (AgentException e) {
            // A newer server may have events that this client does not know.
            screen.line(Style.DIM, "· " + SafeText.line(json.getString("type"), LINE));
        }
    }

    private void show(RunEvent event) {
        switch (event) {
            case RunEvent.Created e -> created(e);
            case RunEvent.Started e -> started(e);
            case RunEvent.SandboxSelected e -> line(Style.PLAIN, "sandbox " + e.launcher() + ": " + e.meaning());
            case RunEvent.Notice e -> line(e.level().equals("warn") ? Style.YELLOW : Style.DIM, "· " + e.text());
            case RunEvent.WorkspaceReady e ->
                line(
                        Style.DIM,
                        "workspace from " + shortened(e.base())
                                + (e.uncommittedIncluded() ? ", your uncommitted changes included" : ""));
            case RunEvent.Prepared e ->
                line(
                        Style.DIM,
                        "prepared in " + seconds(e.millis()) + (e.network() ? ", with network" : ", without network"));
            case RunEvent.TestsFinished e -> tests(e);
            case RunEvent.StepStarted e -> step(e);
            case RunEvent.BlockFinished e -> {
                tools.interrupt();
                blocks.finished(e.block(), e.kind(), e.text());
            }
            case RunEvent.TurnFinished e -> blocks.abandon();
            case RunEvent.ToolCalled e -> tools.called(e);
            case RunEvent.ToolFinished e -> tools.finished(e);
            case RunEvent.PolicyDecided e -> {} // A call that was denied says so itself.
            case RunEvent.ApprovalRequested e -> asked(e);
            case RunEvent.ApprovalAnswered e -> answered(e);
            case RunEvent.StepFinished e -> stepFinished(e);
            case RunEvent.DiffReady e -> summary.diff(e);
            case RunEvent.Judged e -> summary.verdict(e.verdict());
            case RunEvent.CancelRequested e -> line(Style.YELLOW, "· cancelling, asked by " + e.by());
            case RunEvent.PatchHandled e -> line(Style.PLAIN, "patch " + e.outcome());
            case RunEvent.ChangesUndone e ->
                line(
                        Style.PLAIN,
                        "undone " + (e.step().isEmpty() ? e.call() : e.step()) + ", "
                                + e.paths().size() + " path(s)");
            case RunEvent.Finished e -> {
                blocks.abandon();
                tools.abandon();
                summary.print(e);
            }
        }
    }

    private void created(RunEvent.Created e) {
        line(
                Style.DIM,
                e.command() + " with "
                        + String.join(
                                ", ", e.agents().stream().map(a -> a.wireName()).toList()));
    }

    private void asked(RunEvent.ApprovalRequested e) {
        line(Style.YELLOW, "? may it " + e.tool() + " " + SafeText.line(e.arguments(), LINE * 2));
        line(Style.YELLOW, "  " + e.reason() + " (rule " + e.rule() + ")");
        line(
                Style.DIM,
                "  " + summary.hint("approve " + e.approval()) + "  or  deny; the run waits until " + e.expiresAt());
    }

    private void answered(RunEvent.ApprovalAnswered e) {
        answered = true;
        line(
                e.decision().equals("approved") ? Style.GREEN : Style.YELLOW,
                "· " + e.decision() + (e.decision().equals("expired") ? "" : " by " + e.by())
                        + (e.scope().equals("once") ? "" : ", for the " + e.scope()));
    }

    private void started(RunEvent.Started e) {
        blocks.abandon();
        if (answered) {
            answered = false; // It goes on with the calls that it had.
            return;
        }
        tools.abandon();
        if (e.attempt() > 1) {
            line(Style.YELLOW, "· the server was restarted and goes on with the run (attempt " + e.attempt() + ")");
        }
    }

    private void step(RunEvent.StepStarted e) {
        String model = e.model().isEmpty() ? e.provider() : e.provider() + "/" + e.model();
        screen.closeLine();
        screen.line("");
        line(Style.BOLD, "── " + e.agent().wireName() + " · " + model + (e.round() > 1 ? " · round " + e.round() : ""));
    }

    private void stepFinished(RunEvent.StepFinished e) {
        switch (e.outcome()) {
            case "done" -> {}
            case "approved" -> line(Style.GREEN, e.agent().wireName() + ": approved");
            case "changes" -> line(Style.YELLOW, e.agent().wireName() + ": asks for changes");
            default -> line(Style.YELLOW, e.agent().wireName() + ": " + e.outcome());
        }
    }

    private void tests(RunEvent.TestsFinished e) {
        TestReport report = e.report();
        summary.tests(e.phase(), report);
        line(
                report.green() ? Style.GREEN : Style.RED,
                "tests " + e.phase() + ": " + counts(report) + " · " + seconds(report.millis()));
        report.failures().stream()
                .limit(FAILURES_SHOWN)
                .forEach(f -> line(
                        Style.RED,
                        "  ✗ " + f.test() + "  " + SafeText.line(f.message(), LINE)
                                + (f.place().isEmpty() ? "" : " (" + f.place() + ")")));
        if (report.failures().size() > FAILURES_SHOWN) {
            line(Style.RED, "  … and " + (report.failures().size() - FAILURES_SHOWN) + " more");
        }
        if (report.buildFailed()) {
            var lines = report.output().lines().toList();
            lines.subList(Math.max(0, lines.size() - OUTPUT_LINES), lines.size())
                    .forEach(l -> line(Style.DIM, "  " + l));
        }
    }

    static String counts(TestReport report) {
        return report.buildFailed()
                ? "the build failed"
                : report.passed() + " passed, " + report.failed() + " failed"
                        + (report.skipped() > 0 ? ", " + report.skipped() + " skipped" : "");
    }

    static String seconds(long millis) {
        return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static String shortened(String commit) {
        return commit.length() > 10 ? commit.substring(0, 10) : commit;
    }

    private void line(Style style, String text) {
        tools.interrupt();
        blocks.close();
        screen.line(style, SafeText.of(text).replace("\n", "\n  "));
    }
}
