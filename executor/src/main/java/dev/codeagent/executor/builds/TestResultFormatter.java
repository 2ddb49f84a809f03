package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats a test run: counts, name and status of each test, message and location of each failure. */
final class TestResultFormatter {
    private static final int MAX_FAILURE_CHARS = 1_000;

    private TestResultFormatter() {}

    static ToolResult format(String tool, ProcessRunner.ProcessResult outcome, List<TestCase> cases) {
        return format(tool, outcome, cases, BuildEnvironment.outputTail(outcome));
    }

    /** @param errors shown if the build failed or reported no tests */
    static ToolResult format(String tool, ProcessRunner.ProcessResult outcome, List<TestCase> cases, String errors) {
        long failed = count(cases, TestCase.Status.FAILED);
        boolean buildFailed = !outcome.isSuccess() && failed == 0;
        String output = buildFailed || cases.isEmpty() ? errors : "";
        JsonObject fields = Json.createObjectBuilder()
                .add("tool", tool)
                .add("exitCode", outcome.exitCode())
                .add("passed", count(cases, TestCase.Status.PASSED))
                .add("failed", failed)
                .add("skipped", count(cases, TestCase.Status.SKIPPED))
                .add("total", cases.size())
                .add("durationMs", outcome.durationMillis())
                .add("timedOut", outcome.reason() == ProcessRunner.TerminationReason.TIMED_OUT)
                .add("buildFailed", buildFailed)
                .add("tests", tests(cases))
                .add("failures", failures(cases))
                .add("output", output)
                .build();
        return new ToolResult(text(cases, buildFailed, output), fields, buildFailed || failed > 0);
    }

    private static String text(List<TestCase> cases, boolean buildFailed, String output) {
        String counts = count(cases, TestCase.Status.PASSED) + " passed, " + count(cases, TestCase.Status.FAILED)
                + " failed, " + count(cases, TestCase.Status.SKIPPED) + " skipped";
        if (buildFailed) {
            return "the build failed (" + counts + ")\n" + output;
        }
        String failures = cases.stream()
                .filter(c -> c.status() == TestCase.Status.FAILED)
                .map(c -> "\nFAILED " + c.name() + " (" + c.location() + "): " + truncate(c.message()))
                .collect(Collectors.joining());
        return counts + failures + (output.isEmpty() ? "" : "\n" + output);
    }

    private static long count(List<TestCase> cases, TestCase.Status status) {
        return cases.stream().filter(c -> c.status() == status).count();
    }

    private static JsonArrayBuilder tests(List<TestCase> cases) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        cases.forEach(c -> all.add(Json.createObjectBuilder()
                .add("name", c.name())
                .add("status", c.status().name().toLowerCase(Locale.ROOT))
                .add("millis", c.millis())));
        return all;
    }

    private static JsonArrayBuilder failures(List<TestCase> cases) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        cases.stream()
                .filter(c -> c.status() == TestCase.Status.FAILED)
                .forEach(c -> all.add(Json.createObjectBuilder()
                        .add("test", c.name())
                        .add("message", truncate(c.message()))
                        .add("place", c.location())));
        return all;
    }

    private static String truncate(String text) {
        return text.length() <= MAX_FAILURE_CHARS ? text : text.substring(0, MAX_FAILURE_CHARS) + "…";
    }
}
