package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Usage;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.cli.terminal.DiffPainter;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What stands at the end of a run's transcript: the diff, the verdict, what it cost, and what to do next. */
public final class Summary {
    private static final int LINE = 200;

    private final Screen screen;
    private final Function<String, String> diffs;
    private final Function<String, String> hint;
    private final Map<String, TestReport> reports = new LinkedHashMap<>();
    private Optional<RunEvent.DiffReady> diff = Optional.empty();
    private Optional<Verdict> verdict = Optional.empty();
    private String run = "";
    private String session = "";

    /**
     * @param diffs fetches the diff of a run
     * @param hint makes of a command the words to type for it, with the options it needs
     */
    public Summary(Screen screen, Function<String, String> diffs, Function<String, String> hint) {
        this.screen = screen;
        this.diffs = diffs;
        this.hint = hint;
    }

    void accepted(String id, String conversation) {
        run = id;
        session = conversation;
    }

    /** The words to type for a command. */
    String hint(String command) {
        return hint.apply(command);
    }

    void diff(RunEvent.DiffReady event) {
        diff = Optional.of(event);
    }

    void verdict(Verdict judged) {
        verdict = Optional.of(judged);
    }

    void tests(String phase, TestReport report) {
        reports.put(phase, report);
    }

    void print(RunEvent.Finished end) {
        screen.closeLine();
        boolean changed = diff.map(d -> !d.files().isEmpty()).orElse(false);
        if (changed) {
            changes(diff.get());
        }
        screen.line("");
        if (!reports.isEmpty()) {
            field("tests", tests());
        }
        verdict.ifPresent(this::print);
        state(end, changed);
        field("tokens", tokens(end.usage()));
        field("cost", end.costUsd().isEmpty() ? "unknown, no price is known for the model" : "$" + end.costUsd());
        field("time", Transcript.seconds(end.millis()));
        next(changed);
    }

    private void changes(RunEvent.DiffReady ready) {
        screen.line("");
        DiffPainter.paint(diffs.apply(run).stripTrailing(), screen);
        screen.line("");
        for (RunEvent.FileChange file : ready.files()) {
            field("changed", file.path() + "  " + file.status() + ", +" + file.added() + " −" + file.removed());
        }
    }

    private void print(Verdict judged) {
        var parts = new ArrayList<String>();
        part(parts, "fixed", judged.fixed());
        part(parts, "failing", judged.failing());
        part(parts, "broken", judged.broken());
        part(parts, "missing", judged.missing());
        part(parts, "test files changed", judged.changedTests());
        field(
                "verdict",
                judged.green() ? Style.GREEN : Style.RED,
                (judged.green() ? "green" : "not green") + (parts.isEmpty() ? "" : ": " + String.join("; ", parts)));
    }

    private static void part(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + " " + String.join(", ", values));
        }
    }

    private void state(RunEvent.Finished end, boolean changed) {
        if (end.state() == RunState.FAILED) {
            field("failed", Style.RED, end.error() + (end.errorCode().isEmpty() ? "" : " (" + end.errorCode() + ")"));
        } else if (end.state() == RunState.CANCELLED) {
            field("run", Style.YELLOW, "cancelled");
        } else {
            field("run", "completed" + (changed ? "" : ", no file changed"));
        }
    }

    private String tests() {
        return reports.entrySet().stream()
                .map(e -> e.getKey() + " " + Transcript.counts(e.getValue()))
                .collect(Collectors.joining(" → "));
    }

    private static String tokens(Usage usage) {
        String cached =
                usage.cachedTokens() == 0 ? "" : String.format(Locale.ROOT, " (%,d cached)", usage.cachedTokens());
        return String.format(Locale.ROOT, "%,d in%s, %,d out", usage.inputTokens(), cached, usage.outputTokens());
    }

    private void next(boolean changed) {
        if (changed) {
            field("next", hint.apply("apply " + run) + "  to put it into your working tree");
            field("", hint.apply("discard " + run) + "  to drop it");
        }
        field(
                changed ? "" : "next",
                hint.apply("/code --session " + session + " …") + "  to go on with the conversation");
    }

    private void field(String name, String value) {
        field(name, Style.PLAIN, value);
    }

    private void field(String name, Style style, String value) {
        screen.text(Style.DIM, String.format("%-9s", name));
        screen.text(style, SafeText.line(value, Math.max(LINE, 4 * LINE)) + "\n");
    }
}
