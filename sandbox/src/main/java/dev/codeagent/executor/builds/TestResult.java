package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.tool.Result;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The result of a run of tests: counts, each test's name and status, each failure's message and place. */
final class TestResult {
    private static final int FAILURE_CHARS = 1_000;

    private TestResult() {}

    static Result of(String tool, Commands.Outcome outcome, List<TestCase> cases) {
        return of(tool, outcome, cases, BuildPlace.lastOf(outcome));
    }

    /** @param errors shown where the build failed, or told nothing of its tests */
    static Result of(String tool, Commands.Outcome outcome, List<TestCase> cases, String errors) {
        long failed = count(cases, TestCase.Status.FAILED);
        boolean buildFailed = !outcome.succeeded() && failed == 0;
        String output = buildFailed || cases.isEmpty() ? errors : "";
        JsonObject fields = Json.createObjectBuilder()
                .add("tool", tool)
                .add("exitCode", outcome.exitCode())
                .add("passed", count(cases, TestCase.Status.PASSED))
                .add("failed", failed)
                .add("skipped", count(cases, TestCase.Status.SKIPPED))
                .add("total", cases.size())
                .add("durationMs", outcome.millis())
                .add("timedOut", outcome.end() == Commands.End.TIMED_OUT)
                .add("buildFailed", buildFailed)
                .add("tests", tests(cases))
                .add("failures", failures(cases))
                .add("output", output)
                .build();
        return new Result(text(cases, buildFailed, output), fields, buildFailed || failed > 0);
    }

    private static String text(List<TestCase> cases, boolean buildFailed, String output) {
        String counts = count(cases, TestCase.Status.PASSED) + " passed, " + count(cases, TestCase.Status.FAILED)
                + " failed, " + count(cases, TestCase.Status.SKIPPED) + " skipped";
        if (buildFailed) {
            return "the build failed (" + counts + ")\n" + output;
        }
        String failures = cases.stream()
                .filter(c -> c.status() == TestCase.Status.FAILED)
                .map(c -> "\nFAILED " + c.name() + " (" + c.place() + "): " + cut(c.message()))
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
                        .add("message", cut(c.message()))
                        .add("place", c.place())));
        return all;
    }

    private static String cut(String text) {
        return text.length() <= FAILURE_CHARS ? text : text.substring(0, FAILURE_CHARS) + "…";
    }
}
