package dev.codeagent.context;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.text.UnicodeText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The user message at the start of a step: the request, the earlier conversation, the answers of the previous agents,
 * and the state of the tests.
 *
 * @param folder the directory of the project in which the user is; empty for the root
 * @param paths files that the request names relative to the folder, and where they are in the repository
 */
public record StepPrompt(
        AgentName agent,
        int round,
        String request,
        List<Exchange> conversation,
        List<StepAnswer> stepAnswers,
        Optional<TestReport> testReport,
        String folder,
        Map<String, String> paths) {
    private static final int EXCHANGE_CHARS = 4_000;
    private static final int ANSWER_CHARS = 12_000;
    private static final int FAILURES = 20;

    /** An earlier request of the same conversation and its answer. */
    public record Exchange(String request, String answer) {}

    /** The answer of an agent of this run. */
    public record StepAnswer(String step, String text) {}

    public String render() {
        var out = new StringBuilder();
        if (round > 1) {
            out.append("round: ").append(round).append("\n\n");
        }
        for (Exchange e : conversation) {
            out.append("Earlier request: ")
                    .append(truncate(e.request(), EXCHANGE_CHARS))
                    .append('\n');
            out.append("Earlier answer: ")
                    .append(truncate(e.answer(), EXCHANGE_CHARS))
                    .append("\n\n");
        }
        out.append("Request: ").append(request).append("\n");
        if (!folder.isEmpty()) {
            out.append("\nThe user is in the directory ")
                    .append(folder.replaceAll("\\p{Cntrl}", "?"))
                    .append(": work there, and look there first for relative paths of the request. Paths of your tools"
                            + " start at the root of the repository.\n");
            paths.forEach((name, path) -> out.append("In the request, ")
                    .append(name)
                    .append(" is ")
                    .append(path.replaceAll("\\p{Cntrl}", "?"))
                    .append('\n'));
        }
        for (StepAnswer a : stepAnswers) {
            out.append("\n## ")
                    .append(a.step())
                    .append(" answered\n")
                    .append(truncate(a.text(), ANSWER_CHARS))
                    .append("\n");
        }
        testReport.ifPresent(report -> out.append("\n## Tests before any change\n")
                .append(describe(report))
                .append("\n"));
        return out.toString();
    }

    private static String describe(TestReport report) {
        if (report.buildFailed()) {
            return "The build fails:\n" + truncate(report.output(), EXCHANGE_CHARS);
        }
        String counts = report.passed() + " passed, " + report.failed() + " failed, " + report.skipped() + " skipped";
        return report.failures().stream()
                .limit(FAILURES)
                .map(f -> "\n- " + f.test() + " (" + f.place() + "): " + truncate(f.message(), 500))
                .collect(Collectors.joining("", counts, ""));
    }

    private static String truncate(String text, int limit) {
        return text.length() <= limit ? text : UnicodeText.prefix(text, limit) + " … (cut)";
    }
}
