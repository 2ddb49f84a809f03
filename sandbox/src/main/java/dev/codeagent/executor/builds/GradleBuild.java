package dev.codeagent.executor.builds;

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

/** Gradle, by the project's wrapper if it has one. Results are its JUnit reports. */
record GradleBuild(BuildPlace place) implements BuildTool {

    @Override
    public String name() {
        return "gradle";
    }

    @Override
    public String program() {
        return place.has("gradlew") ? "sh" : "gradle";
    }

    @Override
    public boolean reads(String fileName) {
        return fileName.endsWith(".gradle")
                || fileName.endsWith(".gradle.kts")
                || List.of("gradle.properties", "libs.versions.toml", "gradle-wrapper.properties", "gradle.lockfile")
                        .contains(fileName);
    }

    @Override
    public boolean fits() {
        return place.has("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");
    }

    @Override
    public Optional<String> prepare(Call call) {
        return place.attempt(call, command("testClasses"), Map.of());
    }

    @Override
    public Result test(Call call, String filter) {
        // Tests whose reports are gone are not up to date, so they run again.
        for (Path report : reports()) {
            try {
                Files.deleteIfExists(report);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        var command = command("--continue", "test");
        if (!filter.isEmpty()) {
            command.addAll(List.of("--tests", filter));
        }
        var outcome = place.run(call, command, Map.of());
        return TestResult.of(name(), outcome, JUnitXml.read(reports()));
    }

    private List<String> command(String... tasks) {
        boolean wrapper = place.has("gradlew");
        var command = new ArrayList<>(wrapper ? List.of("/bin/sh", "./gradlew") : List.of("gradle"));
        // A daemon would end with the call anyway.
        command.addAll(List.of("--no-daemon", "--console=plain"));
        if (!place.network()) {
            command.add("--offline");
        }
        command.addAll(List.of(tasks));
        return command;
    }

    private List<Path> reports() {
        return FileTree.files(place.root(), 50, 200_000).stream()
                .filter(p -> p.getFileName().toString().matches("TEST-.*\\.xml"))
                .filter(p -> p.getParent().getParent().endsWith("test-results"))
                .toList();
    }
}
