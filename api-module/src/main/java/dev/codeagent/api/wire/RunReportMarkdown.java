package dev.codeagent.api.wire;

import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.LineComment;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.run.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a report as Markdown. What users, models and projects wrote is shown as code, so that it is neither markup nor a
 * link, an image or a mention wherever the report is pasted.
 */
public final class RunReportMarkdown {
    private static final int MAX_FILES = 500;
    private static final int MAX_TESTS = 50;
    private static final int MAX_TEXT = 20_000;

    private final StringBuilder out = new StringBuilder();
    private final RunReport report;

    private RunReportMarkdown(RunReport report) {
        this.report = report;
    }

    public static String write(RunReport report) {
        return new RunReportMarkdown(report).write();
    }

    private String write() {
        Run run = report.run();
        out.append("# Run ").append(code(run.id().value())).append("\n\n");
        item("Command", code(run.command()));
        item(
                "Project",
                run.projectName()
                        .map(RunReportMarkdown::code)
                        .orElse(code(run.project().value())));
        item(
                "State",
                EnumCodec.write(run.state())
                        + run.error().map(e -> ": " + code(e)).orElse(""));
        report.verdict().ifPresent(v -> item("Verdict", describe(v)));
        if (!report.branch().isEmpty()) {
            item("Branch", code(report.branch()) + ", patch " + EnumCodec.write(run.patch()));
        }
        report.followUp().ifPresent(f -> item("Continues", code(f.run().value())));
        item(
                "Started",
                run.createdAt()
                        + run.finishedAt()
                                .map(end -> ", took "
                                        + seconds(Duration.between(run.createdAt(), end)
                                                .toMillis()))
                                .orElse(""));
        item("Tokens", run.usage().inputTokens() + " in, " + run.usage().outputTokens() + " out" + cost(run.costUsd()));
        text("Request", run.prompt());
        report.followUp().map(FollowUp::comments).ifPresent(this::comments);
        text("Answer", report.answer());
        files();
        tests();
        steps();
        approvals();
        patchActions();
        return out.toString();
    }

    private void item(String name, String value) {
        out.append("- **").append(name).append(":** ").append(value).append('\n');
    }

    private static String describe(Verdict verdict) {
        if (!verdict.notTested().isEmpty()) {
            return "not tested: " + code(verdict.notTested());
        }
        return (verdict.green() ? "green" : "not green")
                + names("fixed", verdict.fixed())
                + names("broken", verdict.broken())
                + names("missing", verdict.missing())
                + names("failing", verdict.failing())
                + names("changed test files", verdict.changedTests());
    }

    private static String names(String what, List<String> tests) {
        String more = tests.size() > MAX_TESTS ? " and " + (tests.size() - MAX_TESTS) + " more" : "";
        return tests.isEmpty()
                ? ""
                : "; " + what + ": "
                        + tests.stream()
                                .limit(MAX_TESTS)
                                .map(RunReportMarkdown::code)
                                .collect(Collectors.joining(", "))
                        + more;
    }

    private void heading(String title) {
        out.append("\n## ").append(title).append("\n\n");
    }

    private void text(String title, String text) {
        if (text.isBlank()) {
            return;
        }
        heading(title);
        String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "\n… (cut)" : text;
        String fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
        out.append(fence)
                .append("text\n")
                .append(visible(shown).strip())
                .append('\n')
                .append(fence)
                .append('\n');
    }

    private void comments(List<LineComment> comments) {
        if (!comments.isEmpty()) {
            heading("Comments");
            comments.forEach(c -> out.append("- ")
                    .append(code(c.place()))
                    .append(": ")
                    .append(code(c.text()))
                    .append('\n'));
        }
    }

    private void files() {
        if (report.files().isEmpty()) {
            return;
        }
        heading("Changed files");
        row("File", "Change", "+", "-");
        row("---", "---", "---:", "---:");
        report.files().stream()
                .limit(MAX_FILES)
                .forEach(f -> row(code(f.path()), code(f.status()), "" + f.added(), "" + f.removed()));
        if (report.files().size() > MAX_FILES) {
            out.append("\n").append(report.files().size() - MAX_FILES).append(" more files.\n");
        }
    }

    private void tests() {
        if (report.tests().isEmpty()) {
            return;
        }
        heading("Tests");
        row("When", "Passed", "Failed", "Skipped", "Build");
        row("---", "---:", "---:", "---:", "---");
        report.tests()
                .forEach(t -> row(
                        EnumCodec.write(t.phase()),
                        "" + t.passed(),
                        "" + t.failed(),
                        "" + t.skipped(),
                        t.buildFailed() ? "failed" : "ok"));
    }

    private void steps() {
        if (report.steps().isEmpty()) {
            return;
        }
        heading("Steps");
        row("Step", "Model", "Outcome", "Turns", "Tool calls", "Time", "Tokens");
        row("---", "---", "---", "---:", "---:", "---:", "---:");
        report.steps()
                .forEach(s -> row(
                        code(s.step()),
                        code(s.provider() + (s.model().isEmpty() ? "" : "/" + s.model())),
                        s.outcome().isEmpty() ? "not finished" : code(s.outcome()),
                        "" + s.turns(),
                        s.toolCalls().total() + " (" + s.toolCalls().failed() + " failed, "
                                + s.toolCalls().denied() + " denied)",
                        seconds(s.millis()),
                        s.usage().totalTokens() + cost(s.costUsd())));
    }

    private void approvals() {
        if (report.approvals().isEmpty()) {
            return;
        }
        heading("Approvals");
        row("Question", "Reason", "Decision", "By");
        row("---", "---", "---", "---");
        report.approvals().forEach(a -> row(code(a.question()), code(a.reason()), code(a.decision()), code(a.by())));
    }

    private void patchActions() {
        if (report.patchActions().isEmpty()) {
            return;
        }
        heading("Patch");
        report.patchActions()
                .forEach(a -> out.append("- ")
                        .append(a.at())
                        .append(": ")
                        .append(code(a.action()))
                        .append(" by ")
                        .append(code(a.by()))
                        .append(a.left() > 0 ? ", " + a.left() + " parts left" : "")
                        .append('\n'));
    }

    private void row(String... cells) {
        out.append(Arrays.stream(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String seconds(long millis) {
        return millis / 1000 + "." + millis % 1000 / 100 + " s";
    }

    private static String cost(Optional<BigDecimal> usd) {
        return usd.filter(c -> c.signum() > 0)
                .map(c -> ", " + c.toPlainString() + " USD")
                .orElse("");
    }

    /** A text in one line as code, which no character in it can end. */
    private static String code(String text) {
        String line = visible(text).replaceAll("\\s+", " ").strip();
        if (line.isEmpty()) {
            return "-";
        }
        String fence = "`".repeat(longestRun(line) + 1);
        String space = line.startsWith("`") || line.endsWith("`") ? " " : "";
        return fence + space + line + space + fence;
    }

    private static int longestRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** Without characters that terminals interpret, or that reorder a text. */
    private static String visible(String text) {
        return text.replaceAll("[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069&&[^\\n\\t]]", "?");
    }
}
