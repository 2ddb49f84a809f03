package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Maven. The first test run with network fills its repository; results come from Surefire and Failsafe reports. */
record MavenBuild(BuildEnvironment build, List<String> options) implements BuildTool {
    @Override
    public String name() {
        return "maven";
    }

    @Override
    public Optional<String> missingProgram() {
        return build.isInstalled("mvn") || usesWrapper() ? build.jdk().missing() : Optional.of("mvn");
    }

    @Override
    public boolean isBuildFile(String fileName) {
        return List.of("pom.xml", "maven.config", "extensions.xml", "maven-wrapper.properties")
                .contains(fileName);
    }

    @Override
    public boolean isApplicable() {
        return build.hasFile("pom.xml");
    }

    @Override
    public Optional<String> fetchDependencies(ToolCall call) {
        return Optional.empty();
    }

    @Override
    public ToolResult runTests(ToolCall call, String filter) {
        deleteReports();
        var command = new ArrayList<>(usesWrapper() ? List.of("/bin/sh", "./mvnw") : List.of("mvn"));
        command.addAll(List.of("-B", "-ntp"));
        command.addAll(options);
        command.addAll(toolchainOptions());
        // Runs all modules even if tests fail: a partial report would hide the other results.
        command.addAll(List.of("--fail-at-end", "-Dstyle.color=never"));
        if (!filter.isEmpty()) {
            command.addAll(List.of("-Dtest=" + filter, "-Dsurefire.failIfNoSpecifiedTests=false"));
        }
        command.add("test");
        var outcome = build.run(call, command, Map.of());
        return TestResultFormatter.format(name(), outcome, JUnitXmlParser.read(reports()), errors(outcome));
    }

    /**
     * The wrapper fetches the version that the project names, in the preparation, into HOME. A Maven that is installed needs no
     * download, and projects rarely need another one.
     */
    private boolean usesWrapper() {
        return !build.isInstalled("mvn") && build.hasFile("mvnw");
    }

    /** All installed JDKs, for projects that select one of them by its version. */
    private List<String> toolchainOptions() {
        if (!build.readText("pom.xml").contains("toolchain")) {
            return List.of();
        }
        String toolchains = build.jdk().installed().stream()
                .map(jdk -> "<toolchain><type>jdk</type><provides><version>" + jdk.version()
                        + "</version></provides><configuration><jdkHome>" + jdk.home()
                        + "</jdkHome></configuration></toolchain>")
                .collect(Collectors.joining("\n", "<toolchains>\n", "\n</toolchains>\n"));
        Path file = build.newReportFile("toolchains.xml");
        try {
            new LinkFreeDirectory(
                            Objects.requireNonNull(build.scratchDirectory().getParent()))
                    .write(file, toolchains.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("--global-toolchains", file.toString());
    }

    /** The error lines of Maven, otherwise the end of its output. */
    private static String errors(ProcessRunner.ProcessResult outcome) {
        String errors = outcome.output()
                .lines()
                .filter(l -> l.startsWith("[ERROR]") || l.startsWith("[FATAL]"))
                .limit(40)
                .collect(Collectors.joining("\n"));
        return errors.isEmpty() ? BuildEnvironment.outputTail(outcome) : errors;
    }

    private void deleteReports() {
        for (Path report : reports()) {
            try {
                build.files().deleteIfExists(report);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<Path> reports() {
        return FileTree.listFiles(build.root(), 50, 200_000).stream()
                .filter(p -> p.getFileName().toString().matches("TEST-.*\\.xml"))
                .filter(p -> List.of("surefire-reports", "failsafe-reports")
                        .contains(Objects.requireNonNull(p.getParent())
                                .getFileName()
                                .toString()))
                .toList();
    }
}
