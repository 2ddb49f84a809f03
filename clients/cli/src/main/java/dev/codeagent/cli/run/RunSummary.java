package dev.codeagent.cli.run;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.cli.terminal.DiffPrinter;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints the end of a run's transcript: diff, verdict, tokens, cost, time, and next commands. */
public final class RunSummary {
    private static final int MAX_LINE_LENGTH = 200;

    private final TerminalWriter terminal;
    private final Function<String, String> diffSource;
    private final Function<String, String> commandLines;
    private final Map<RunEvent.TestsFinished.Phase, TestReport> reports = new LinkedHashMap<>();
    private Optional<RunEvent.DiffReady> diff = Optional.empty();
    private Optional<Verdict> verdict = Optional.empty();
    private String run = "";
    private String session = "";

    /**
     * @param diffSource fetches the diff of a run
     * @param commandLines returns the command line of a command, with the options it needs
     */
    public RunSummary(
            TerminalWriter terminal, Function<String, String> diffSource, Function<String, String> commandLines) {
        this.terminal = terminal;
        this.diffSource = diffSource;
        this.commandLines = commandLines;
    }

    void setRun(String runId, String sessionId) {
        run = runId;
        session = sessionId;
    }

    /** The command line that the user types for a command. */
    String commandLineFor(String command) {
        return commandLines.apply(command);
    }

    void setDiff(RunEvent.DiffReady event) {
        diff = Optional.of(event);
    }

    void setVerdict(Verdict result) {
        verdict = Optional.of(result);
    }

    void addTestReport(RunEvent.TestsFinished.Phase phase, TestReport report) {
        reports.put(phase, report);
    }

    void print(RunEvent.Finished finished) {
        terminal.closeLine();
        boolean changed = diff.map(d -> !d.files().isEmpty()).orElse(false);
        if (changed) {
            printChanges(diff.get());
        }
        terminal.writeLine("");
        if (!reports.isEmpty()) {
            printField("tests", formatTestReports());
        }
        verdict.filter(v -> !finished.nothingChanged()).ifPresent(this::print);
        if (finished.nothingChanged()) {
            printField(
                    "verdict", Style.RED, "nothing changed: no agent changed a file, although a change was requested");
        }
        printState(finished, changed);
        printField("tokens", formatTokens(finished.usage()));
        printField("cost", finished.costUsd().isEmpty() ? "unknown: the model has no price" : "$" + finished.costUsd());
        printField("time", TranscriptRenderer.formatDuration(finished.millis()));
        printNextCommands(changed);
    }

    private void printChanges(RunEvent.DiffReady diffReady) {
        terminal.writeLine("");
        DiffPrinter.print(diffSource.apply(run).stripTrailing(), terminal);
        terminal.writeLine("");
        for (RunEvent.FileChange file : diffReady.files()) {
            printField("changed", file.path() + "  " + file.status() + ", +" + file.added() + " −" + file.removed());
        }
    }

    private void print(Verdict result) {
        if (!result.notTested().isEmpty()) {
            printField("verdict", Style.YELLOW, "not tested: " + result.notTested());
            return;
        }
        var parts = new ArrayList<String>();
        addPart(parts, "fixed", result.fixed());
        addPart(parts, "failing", result.failing());
        addPart(parts, "broken", result.broken());
        addPart(parts, "missing", result.missing());
        addPart(parts, "test files changed", result.changedTests());
        printField(
                "verdict",
                style(result),
                (result.green() ? "green" : "not green") + (parts.isEmpty() ? "" : ": " + String.join("; ", parts)));
    }

    private static Style style(Verdict result) {
        if (!result.green()) {
            return Style.RED;
        }
        return result.changedTests().isEmpty() ? Style.GREEN : Style.YELLOW;
    }

    private static void addPart(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + " " + String.join(", ", values));
        }
    }

    private void printState(RunEvent.Finished finished, boolean changed) {
        if (finished.state() == RunState.FAILED) {
            printField(
                    "failed",
                    Style.RED,
                    finished.error() + (finished.errorCode().isEmpty() ? "" : " (" + finished.errorCode() + ")"));
        } else if (finished.state() == RunState.CANCELLED) {
            printField("run", Style.YELLOW, "cancelled");
        } else {
            printField("run", "completed" + (changed ? "" : ", no file changed"));
        }
    }

    private String formatTestReports() {
        return reports.entrySet().stream()
                .map(e -> EnumCodec.write(e.getKey()) + " " + TranscriptRenderer.formatCounts(e.getValue()))
                .collect(Collectors.joining(" → "));
    }

    private static String formatTokens(Usage usage) {
        String cached =
                usage.cachedTokens() == 0 ? "" : String.format(Locale.ROOT, " (%,d cached)", usage.cachedTokens());
        return String.format(Locale.ROOT, "%,d in%s, %,d out", usage.inputTokens(), cached, usage.outputTokens());
    }

    private void printNextCommands(boolean changed) {
        if (changed) {
            printField("next", commandLines.apply("apply " + run) + "  to apply it to your working tree");
            printField("", commandLines.apply("discard " + run) + "  to delete its branch");
        }
        printField(
                changed ? "" : "next",
                commandLines.apply("/code --session " + session + " …") + "  to continue the conversation");
    }

    private void printField(String name, String value) {
        printField(name, Style.PLAIN, value);
    }

    private void printField(String name, Style style, String value) {
        terminal.write(Style.DIM, String.format("%-9s", name));
        terminal.write(
                style, TerminalSanitizer.sanitizeLine(value, Math.max(MAX_LINE_LENGTH, 4 * MAX_LINE_LENGTH)) + "\n");
    }
}
