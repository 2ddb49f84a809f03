package dev.codeagent.publishing;

import dev.codeagent.api.publishing.PullRequestText;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.wire.EnumCodec;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the title and the description of a pull request from the report of a run. They contain the request of the user
 * and facts of the server, and no text of a model: git servers act on texts such as {@code closes #1} and {@code @name}.
 * Names of files come from agents, so they are code, in which nothing is acted on.
 */
final class PullRequestWriter {
    private static final int MAX_TITLE = 72;
    private static final int MAX_PROMPT = 4_000;
    private static final int MAX_FILES = 150;
    private static final int MAX_NAME = 200;

    private PullRequestWriter() {}

    static PullRequestText write(RunReport report) {
        var body = new StringBuilder();
        body.append(quote(cut(report.run().prompt(), MAX_PROMPT)));
        section(body, "Changes", changes(report.files()));
        section(body, "Tests", tests(report));
        section(body, "Agents", agents(report.steps()));
        body.append("\nRun ").append(code(report.run().id().value())).append(" of the Code Agent System.\n");
        return new PullRequestText(title(report), body.toString(), report.branch());
    }

    private static String title(RunReport report) {
        String first = plain(report.run().prompt())
                .strip()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("Changes of run " + report.run().id());
        return cut(first, MAX_TITLE);
    }

    private static void section(StringBuilder body, String name, List<String> lines) {
        if (!lines.isEmpty()) {
            body.append("\n## ").append(name).append("\n\n");
            lines.forEach(line -> body.append("- ").append(line).append('\n'));
        }
    }

    private static List<String> changes(List<RunEvent.FileChange> files) {
        List<String> lines = files.stream()
                .limit(MAX_FILES)
                .map(file -> code(file.path()) + " " + file.status() + ", +" + file.added() + " −" + file.removed())
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        if (files.size() > MAX_FILES) {
            lines.add("and " + (files.size() - MAX_FILES) + " more files");
        }
        return lines;
    }

    private static List<String> tests(RunReport report) {
        List<String> lines = report.tests().stream()
                .map(tests -> EnumCodec.write(tests.phase()) + " the changes: "
                        + (tests.buildFailed()
                                ? "the build failed"
                                : tests.passed() + " passed, " + tests.failed() + " failed, " + tests.skipped()
                                        + " skipped"))
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        report.verdict().map(PullRequestWriter::verdict).ifPresent(lines::add);
        return lines;
    }

    private static String verdict(Verdict verdict) {
        return verdict.green()
                ? "verdict of the server: green"
                : verdict.notTested().isEmpty()
                        ? "verdict of the server: not green"
                        : "verdict of the server: not tested";
    }

    private static List<String> agents(List<RunReport.Step> steps) {
        return steps.stream()
                .map(step -> EnumCodec.write(step.agent()) + " with " + code(step.provider() + "/" + step.model())
                        + (step.outcome().isEmpty() ? "" : ": " + code(step.outcome())))
                .toList();
    }

    private static String quote(String text) {
        return plain(text).strip().lines().map(line -> "> " + line).collect(Collectors.joining("\n")) + "\n";
    }

    /** A code span, with more backticks around it than there are in it. */
    private static String code(String text) {
        String line = cut(plain(text).replaceAll("\\s+", " "), MAX_NAME);
        String fence = "`";
        while (line.contains(fence)) {
            fence += "`";
        }
        boolean padded = line.startsWith("`") || line.endsWith("`");
        return fence + (padded ? " " + line + " " : line) + fence;
    }

    /** Without control and format characters, which hide or reorder text. */
    private static String plain(String text) {
        return text.replaceAll("\\r\\n?", "\n").replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\\n\\t]]", "�");
    }

    private static String cut(String text, int max) {
        return text.codePointCount(0, text.length()) <= max
                ? text
                : text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
    }
}
