package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.commands.Program;
import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tests of a Maven project, read off Surefire's and Failsafe's reports. */
public record MavenTests(Workspace workspace, Commands commands, List<String> options, Duration limit)
        implements TestRunner {
    private static final int FAILURE_CHARS = 1_000;

    @Override
    public boolean fits() {
        return Files.isRegularFile(workspace.root().resolve("pom.xml"));
    }

    @Override
    public Result run(Call call, String filter) {
        deleteReports();
        var command = new ArrayList<>(List.of("mvn", "-B", "-ntp"));
        command.addAll(options);
        // All tests of all modules, failing ones too: a report of a part would hide the rest.
        command.addAll(List.of("--fail-at-end", "-Dstyle.color=never"));
        if (!filter.isEmpty()) {
            command.addAll(List.of("-Dtest=" + filter, "-Dsurefire.failIfNoSpecifiedTests=false"));
        }
        command.add("test");
        var outcome = commands.run(new Program(call.id(), command, workspace.root(), limit), call.progress());
        List<TestReports.Case> cases = TestReports.read(reports());
        return result(outcome, cases);
    }

    private static Result result(Commands.Outcome outcome, List<TestReports.Case> cases) {
        long failed = count(cases, "failed");
        boolean buildFailed = outcome.exitCode() != 0 && failed == 0 || cases.isEmpty() && outcome.exitCode() != 0;
        String output = buildFailed ? errors(outcome) : "";
        JsonObject fields = Json.createObjectBuilder()
                .add("tool", "maven")
                .add("exitCode", outcome.exitCode())
                .add("passed", count(cases, "passed"))
                .add("failed", failed)
                .add("skipped", count(cases, "skipped"))
                .add("total", cases.size())
                .add("durationMs", outcome.millis())
                .add("timedOut", (outcome.end() == Commands.End.TIMED_OUT))
                .add("buildFailed", buildFailed)
                .add("tests", tests(cases))
                .add("failures", failures(cases))
                .add("output", output)
                .build();
        return new Result(text(cases, buildFailed, output), fields, buildFailed || failed > 0);
    }

    private static String text(List<TestReports.Case> cases, boolean buildFailed, String output) {
        String counts = count(cases, "passed") + " passed, " + count(cases, "failed") + " failed, "
                + count(cases, "skipped") + " skipped";
        if (buildFailed) {
            return "the build failed (" + counts + ")\n" + output;
        }
        return counts
                + cases.stream()
                        .filter(c -> c.status().equals("failed"))
                        .map(c -> "\nFAILED " + c.name() + " (" + c.place() + "): " + cut(c.message()))
                        .collect(Collectors.joining());
    }

    private static long count(List<TestReports.Case> cases, String status) {
        return cases.stream().filter(c -> c.status().equals(status)).count();
    }

    private static JsonArrayBuilder tests(List<TestReports.Case> cases) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        cases.forEach(c -> all.add(Json.createObjectBuilder()
                .add("name", c.name())
                .add("status", c.status())
                .add("millis", c.millis())));
        return all;
    }

    private static JsonArrayBuilder failures(List<TestReports.Case> cases) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        cases.stream()
                .filter(c -> c.status().equals("failed"))
                .forEach(c -> all.add(Json.createObjectBuilder()
                        .add("test", c.name())
                        .add("message", cut(c.message()))
                        .add("place", c.place())));
        return all;
    }

    private static String cut(String text) {
        return text.length() <= FAILURE_CHARS ? text : text.substring(0, FAILURE_CHARS) + "…";
    }

    /** Maven's own error lines, else the end of what it printed. */
    private static String errors(Commands.Outcome outcome) {
        String errors = outcome.output()
                .lines()
                .filter(l -> l.startsWith("[ERROR]") || l.startsWith("[FATAL]"))
                .limit(40)
                .collect(Collectors.joining("\n"));
        String text = errors.isEmpty() ? outcome.output() : errors;
        String late = (outcome.end() == Commands.End.TIMED_OUT) ? "\n(ended: the time for it was up)" : "";
        return (text.length() > 8_000 ? text.substring(text.length() - 8_000) : text) + late;
    }

    private void deleteReports() {
        for (Path report : reports()) {
            try {
                Files.deleteIfExists(report);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<Path> reports() {
        return FileTree.files(workspace.root(), 50, 200_000).stream()
                .filter(p -> p.getFileName().toString().matches("TEST-.*\\.xml"))
                .filter(p -> List.of("surefire-reports", "failsafe-reports")
                        .contains(p.getParent().getFileName().toString()))
                .toList();
    }
}
