package dev.codeagent.context;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.run.TestReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The user message that opens a step: the request, what was said before in the conversation, what the agents before this
 * one found, and how the tests stand.
 */
public record StepOpening(
        AgentName agent,
        int round,
        String request,
        List<Exchange> conversation,
        List<Answer> answers,
        Optional<TestReport> tests) {
    private static final int EXCHANGE_CHARS = 4_000;
    private static final int ANSWER_CHARS = 12_000;
    private static final int FAILURES = 20;

    /** An earlier request of the same conversation and what came of it. */
    public record Exchange(String request, String answer) {}

    /** What an agent of this run answered. */
    public record Answer(String step, String text) {}

    public String text() {
        var out = new StringBuilder();
        if (round > 1) {
            out.append("round: ").append(round).append("\n\n");
        }
        for (Exchange e : conversation) {
            out.append("Earlier request: ")
                    .append(cut(e.request(), EXCHANGE_CHARS))
                    .append('\n');
            out.append("Earlier answer: ")
                    .append(cut(e.answer(), EXCHANGE_CHARS))
                    .append("\n\n");
        }
        out.append("Request: ").append(request).append("\n");
        for (Answer a : answers) {
            out.append("\n## ")
                    .append(a.step())
                    .append(" answered\n")
                    .append(cut(a.text(), ANSWER_CHARS))
                    .append("\n");
        }
        tests.ifPresent(report -> out.append("\n## Tests before any change\n")
                .append(describe(report))
                .append("\n"));
        return out.toString();
    }

    private static String describe(TestReport report) {
        if (report.buildFailed()) {
            return "The build fails:\n" + cut(report.output(), EXCHANGE_CHARS);
        }
        String counts = report.passed() + " passed, " + report.failed() + " failed, " + report.skipped() + " skipped";
        return report.failures().stream()
                .limit(FAILURES)
                .map(f -> "\n- " + f.test() + " (" + f.place() + "): " + cut(f.message(), 500))
                .collect(Collectors.joining("", counts, ""));
    }

    private static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit) + " … (cut)";
    }
}
