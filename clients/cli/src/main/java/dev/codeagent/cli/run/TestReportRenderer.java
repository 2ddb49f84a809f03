package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import java.util.ArrayList;
import java.util.List;

/** The lines that tell the result of a test run of the server. */
final class TestReportRenderer {
    private static final int MAX_FAILURES_SHOWN = 20;
    private static final int MAX_OUTPUT_LINES = 12;
    private static final int MAX_LINE_LENGTH = 160;

    private String shownOutput = "";

    record Line(Style style, String text) {}

    List<Line> lines(RunEvent.TestsFinished e) {
        TestReport report = e.report();
        var lines = new ArrayList<Line>();
        lines.add(new Line(
                report.isGreen() ? Style.GREEN : Style.RED,
                "tests " + EnumCodec.write(e.phase()) + ": " + TranscriptFormat.formatCounts(report) + " · "
                        + TranscriptFormat.formatDuration(report.millis())));
        report.failures().stream()
                .limit(MAX_FAILURES_SHOWN)
                .forEach(f -> lines.add(new Line(
                        Style.RED,
                        "  ✗ " + f.test() + "  " + TerminalSanitizer.sanitizeLine(f.message(), MAX_LINE_LENGTH)
                                + (f.place().isEmpty() ? "" : " (" + f.place() + ")"))));
        if (report.failures().size() > MAX_FAILURES_SHOWN) {
            lines.add(new Line(Style.RED, "  … and " + (report.failures().size() - MAX_FAILURES_SHOWN) + " more"));
        }
        if (report.buildFailed()) {
            addOutput(report.output(), lines);
        }
        return lines;
    }

    /** The same output is shown once; times and counters in it differ. */
    private void addOutput(String output, List<Line> lines) {
        String comparable = output.replaceAll("[\\d.:]+", "");
        if (comparable.equals(shownOutput)) {
            lines.add(new Line(Style.DIM, "  (the build prints the same as before)"));
            return;
        }
        shownOutput = comparable;
        List<String> all = output.lines().toList();
        all.subList(Math.max(0, all.size() - MAX_OUTPUT_LINES), all.size())
                .forEach(line -> lines.add(new Line(Style.DIM, "  " + line)));
    }
}
