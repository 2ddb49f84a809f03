package dev.codeagent.cli.run;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.cli.terminal.DiffPrinter;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints the end of a run's transcript: diff, verdict, tokens, cost, time, and next commands. */
public final class RunSummary {
    private static final int MAX_LINE_LENGTH = 200;
    private static final int NAME_COLUMNS = 9;

    private final TerminalWriter terminal;
    private final Function<String, String> diffSource;
    private final Function<String, String> commandLines;
    private final Map<RunEvent.TestsFinished.Phase, TestReport> reports = new LinkedHashMap<>();
    private Optional<RunEvent.DiffReady> diff = Optional.empty();
    private Optional<Verdict> verdict = Optional.empty();
    private final Set<String> shownNotices = new HashSet<>();
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
        if (finished.usage().totalTokens() > 0) {
            printField("tokens", formatTokens(finished.usage()));
        }
        if (!finished.costUsd().isEmpty()) {
            printField("cost", "$" + finished.costUsd());
        }
        printField("time", TranscriptFormat.formatDuration(finished.millis()));
        printNextCommands(finished, changed);
    }

    private void printChanges(RunEvent.DiffReady diffReady) {
        terminal.writeLine("");
        DiffPrinter.print(diffSource.apply(run).stripTrailing(), terminal);
        terminal.writeLine("");
        for (RunEvent.FileChange file : diffReady.files()) {
            printField("changed", file.path() + "  " + formatChange(file.status(), file.added(), file.removed()));
        }
    }

    /** A file without changed lines is empty or binary, or only its mode changed. */
    public static String formatChange(String status, int added, int removed) {
        return added == 0 && removed == 0 ? status : status + ", +" + added + " −" + removed;
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

    /** A notice that was shown; the reason of a failure is not told twice. */
    void addShownNotice(String text) {
        shownNotices.add(text);
    }

    private void printState(RunEvent.Finished finished, boolean changed) {
        if (finished.state() == RunState.FAILED) {
            printField(
                    "failed",
                    Style.RED,
                    (shownNotices.contains(finished.error()) ? "see above" : finished.error())
                            + (finished.errorCode().isEmpty() ? "" : " (" + finished.errorCode() + ")"));
        } else if (finished.state() == RunState.CANCELLED) {
            printField("run", Style.YELLOW, "cancelled");
        } else {
            printField("run", "completed" + (changed ? "" : ", no file changed"));
        }
    }

    private String formatTestReports() {
        return reports.entrySet().stream()
                .map(e -> EnumCodec.write(e.getKey()) + " " + TranscriptFormat.formatCounts(e.getValue()))
                .collect(Collectors.joining(" → "));
    }

    private static String formatTokens(Usage usage) {
        String cached =
                usage.cachedTokens() == 0 ? "" : String.format(Locale.ROOT, " (%,d cached)", usage.cachedTokens());
        return String.format(Locale.ROOT, "%,d in%s, %,d out", usage.inputTokens(), cached, usage.outputTokens());
    }

    /** Commands that can be pasted as they are; none if there is nothing to do with the changes. */
    private void printNextCommands(RunEvent.Finished finished, boolean changed) {
        if (changed && finished.state() == RunState.COMPLETED) {
            printCommand("next", "apply " + run);
            printCommand("", "discard " + run);
        } else if (changed) {
            printCommand("next", "diff " + run);
            printCommand("", "discard " + run);
        }
        if (finished.state() == RunState.COMPLETED) {
            printField("session", TerminalSanitizer.sanitizeLine(session, MAX_LINE_LENGTH));
        }
    }

    /** Not wrapped by this program: a terminal that wraps a line itself copies it as one. */
    private void printCommand(String name, String command) {
        terminal.write(Style.DIM, String.format("%-9s", name));
        terminal.write(
                Style.PLAIN, TerminalSanitizer.sanitizeLine(commandLines.apply(command), 4 * MAX_LINE_LENGTH) + "\n");
    }

    private void printField(String name, String value) {
        printField(name, Style.PLAIN, value);
    }

    private void printField(String name, Style style, String value) {
        terminal.writeParagraph(
                StyledLine.of(Style.DIM, String.format("%-9s", name))
                        .append(style, TerminalSanitizer.sanitizeLine(value, 4 * MAX_LINE_LENGTH)),
                NAME_COLUMNS);
    }
}
