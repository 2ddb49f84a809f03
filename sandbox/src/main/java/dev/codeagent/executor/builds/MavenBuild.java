package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Maven: the first run of the tests with network fills its repository; results are Surefire's and Failsafe's reports. */
record MavenBuild(BuildPlace place, List<String> options) implements BuildTool {
    @Override
    public String name() {
        return "maven";
    }

    @Override
    public String program() {
        return "mvn";
    }

    @Override
    public boolean reads(String fileName) {
        return List.of("pom.xml", "maven.config", "extensions.xml", "maven-wrapper.properties")
                .contains(fileName);
    }

    @Override
    public boolean fits() {
        return place.has("pom.xml");
    }

    @Override
    public Optional<String> prepare(Call call) {
        return Optional.empty();
    }

    @Override
    public Result test(Call call, String filter) {
        deleteReports();
        var command = new ArrayList<>(List.of("mvn", "-B", "-ntp"));
        command.addAll(options);
        // All tests of all modules, failing ones too: a report of a part would hide the rest.
        command.addAll(List.of("--fail-at-end", "-Dstyle.color=never"));
        if (!filter.isEmpty()) {
            command.addAll(List.of("-Dtest=" + filter, "-Dsurefire.failIfNoSpecifiedTests=false"));
        }
        command.add("test");
        var outcome = place.run(call, command, Map.of());
        return TestResult.of(name(), outcome, JUnitXml.read(reports()), errors(outcome));
    }

    /** Maven's own error lines, else the end of what it printed. */
    private static String errors(Commands.Outcome outcome) {
        String errors = outcome.output()
                .lines()
                .filter(l -> l.startsWith("[ERROR]") || l.startsWith("[FATAL]"))
                .limit(40)
                .collect(Collectors.joining("\n"));
        return errors.isEmpty() ? BuildPlace.lastOf(outcome) : errors;
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
        return FileTree.files(place.root(), 50, 200_000).stream()
                .filter(p -> p.getFileName().toString().matches("TEST-.*\\.xml"))
                .filter(p -> List.of("surefire-reports", "failsafe-reports")
                        .contains(p.getParent().getFileName().toString()))
                .toList();
    }
}
