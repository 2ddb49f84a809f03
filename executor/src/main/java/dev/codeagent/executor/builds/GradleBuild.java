package dev.codeagent.executor.builds;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gradle, through the project's wrapper if it has one. Results come from its JUnit reports. */
record GradleBuild(BuildEnvironment build) implements BuildTool {

    @Override
    public String name() {
        return "gradle";
    }

    @Override
    public Optional<String> missingProgram() {
        return build.hasFile("gradlew") || build.isInstalled("gradle")
                ? build.jdk().missing()
                : Optional.of("gradle");
    }

    @Override
    public boolean isBuildFile(String fileName) {
        return fileName.endsWith(".gradle")
                || fileName.endsWith(".gradle.kts")
                || List.of("gradle.properties", "libs.versions.toml", "gradle-wrapper.properties", "gradle.lockfile")
                        .contains(fileName);
    }

    @Override
    public boolean isApplicable() {
        return build.hasFile("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");
    }

    @Override
    public Optional<String> fetchDependencies(ToolCall call) {
        return build.runChecked(call, command("testClasses"), environment());
    }

    @Override
    public ToolResult runTests(ToolCall call, String filter) {
        // Gradle runs tests again if their reports are deleted.
        for (Path report : reports()) {
            try {
                build.files().deleteIfExists(report);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        var command = command("--continue", "test");
        if (!filter.isEmpty()) {
            command.addAll(List.of("--tests", filter));
        }
        var outcome = build.run(call, command, environment());
        return TestResultFormatter.format(name(), outcome, JUnitXmlParser.read(reports()));
    }

    /** The wrapper stores the Gradle that it fetches in the preparation here, where the offline builds of agents find it. */
    private Map<String, String> environment() {
        return Map.of("GRADLE_USER_HOME", build.home().resolve(".gradle").toString());
    }

    private List<String> command(String... tasks) {
        boolean wrapper = build.hasFile("gradlew");
        var command = new ArrayList<>(wrapper ? List.of("/bin/sh", "./gradlew") : List.of("gradle"));
        // A daemon would be killed at the end of the call.
        command.addAll(List.of("--no-daemon", "--console=plain"));
        command.addAll(toolchainOptions());
        command.addAll(build.networkAllowed() ? build.javaProxyOptions() : List.of("--offline"));
        command.addAll(List.of(tasks));
        return command;
    }

    /** All installed JDKs, for projects that select one of them by its version; none is downloaded. */
    private List<String> toolchainOptions() {
        boolean selects = Stream.of("build.gradle", "build.gradle.kts")
                .anyMatch(file -> build.readText(file).contains("oolchain"));
        String homes = build.jdk().installed().stream()
                .map(jdk -> jdk.home().toString())
                .collect(Collectors.joining(","));
        return selects
                ? List.of(
                        "-Porg.gradle.java.installations.paths=" + homes,
                        "-Porg.gradle.java.installations.auto-download=false")
                : List.of();
    }

    private List<Path> reports() {
        return FileTree.listFiles(build.root(), 50, 200_000).stream()
                .filter(p -> p.getFileName().toString().matches("TEST-.*\\.xml"))
                .filter(p -> Optional.of(p)
                        .map(Path::getParent)
                        .map(Path::getParent)
                        .filter(directory -> directory.endsWith("test-results"))
                        .isPresent())
                .toList();
    }
}
