package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Python with pytest. Dependencies are installed into a virtual environment below HOME, named by a digest of the build
 * files. Of the project itself only the metadata is installed (version and entry points), because tests must use the
 * code in the workspace.
 */
record PytestBuild(BuildEnvironment build) implements BuildTool {
    private static final int NO_TESTS_EXIT_CODE = 5;
    private static final Pattern REQUIREMENTS =
            Pattern.compile("requirements([-_.].*)?\\.txt|.*[-_.]requirements\\.txt");
    /** Files with test dependencies that are not next to the build files. */
    private static final List<String> TEST_REQUIREMENT_FILES = List.of(
            "requirements/test.txt", "requirements/tests.txt", "requirements/testing.txt", "requirements/dev.txt");

    static final String KEEP_METADATA_SCRIPT = readScript("keep_metadata.py");
    static final String RUN_PYTEST_SCRIPT = readScript("run_pytest.py");

    private static final List<String> BUILD_FILES = List.of(
            "pyproject.toml",
            "setup.py",
            "setup.cfg",
            "tox.ini",
            "pytest.ini",
            "Pipfile",
            "Pipfile.lock",
            "poetry.lock",
            "pdm.lock",
            "uv.lock",
            "hatch.toml",
            "noxfile.py",
            "tox.toml");

    @Override
    public String name() {
        return "pytest";
    }

    @Override
    public Optional<String> missingProgram() {
        return build.isInstalled("python3") ? Optional.empty() : Optional.of("python3");
    }

    @Override
    public boolean isBuildFile(String fileName) {
        return BUILD_FILES.contains(fileName) || REQUIREMENTS.matcher(fileName).matches();
    }

    @Override
    public boolean isBuildFileAt(String path) {
        return TEST_REQUIREMENT_FILES.contains(path) || BuildTool.super.isBuildFileAt(path);
    }

    @Override
    public boolean isApplicable() {
        return build.hasFile("pytest.ini", "pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "conftest.py")
                || !requirementFiles().isEmpty()
                || !fileNames(".", "test_.*\\.py|.*_test\\.py").isEmpty()
                || !fileNames("tests", "test_.*\\.py|.*_test\\.py").isEmpty();
    }

    private List<String> requirementFiles() {
        var files = new ArrayList<>(fileNames(".", REQUIREMENTS.pattern()));
        files.addAll(testRequirementFiles());
        return files;
    }

    private List<String> testRequirementFiles() {
        return TEST_REQUIREMENT_FILES.stream().filter(build::hasFile).toList();
    }

    private List<String> fileNames(String directory, String pattern) {
        try (Stream<Path> files = Files.list(build.root().resolve(directory))) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> n.matches(pattern))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public Optional<String> fetchDependencies(ToolCall call) {
        Path venv = venv();
        // Without these modules Python cannot create a virtual environment; tests then use its own packages.
        boolean venvAvailable = build.run(call, List.of("python3", "-c", "import venv, ensurepip"), Map.of())
                .isSuccess();
        if (Files.exists(completeMarker()) || !venvAvailable) {
            return Optional.empty();
        }
        Optional<String> problem =
                build.runChecked(call, List.of("python3", "-m", "venv", "--clear", venv.toString()), Map.of());
        if (problem.isEmpty()) {
            problem = new PythonPackages(build, venv).install(call, requirementFiles());
        }
        if (problem.isEmpty()) {
            problem = build.runChecked(call, List.of(python(), "-c", KEEP_METADATA_SCRIPT), Map.of());
        }
        if (problem.isEmpty()) {
            try {
                generatedModules().save(call);
                new LinkFreeDirectory(build.home())
                        .write(completeMarker(), "complete\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return problem;
    }

    static String readScript(String name) {
        try (InputStream in = PytestBuild.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String python() {
        return venv().resolve("bin/python").toString();
    }

    private Path venv() {
        var digest = new Digest();
        Stream.concat(fileNames(".", ".*").stream().filter(this::isBuildFile), testRequirementFiles().stream())
                .forEach(file -> digest.add(file).add(build.readText(file)));
        memberFiles()
                .forEach(file -> digest.add(build.root().relativize(file).toString())
                        .add(build.workspace().readText(file)));
        return build.home().resolve(".codeagent/venv-" + digest.hex().substring(0, 32));
    }

    /** The build files of the other projects of a workspace. */
    private List<Path> memberFiles() {
        String project = build.readText("pyproject.toml");
        return project.contains("workspace") || project.contains("path")
                ? FileTree.listFiles(build.root(), 4, 50_000).stream()
                        .filter(p -> p.getFileName().toString().equals("pyproject.toml"))
                        .filter(p -> !build.root().equals(p.getParent()))
                        .sorted()
                        .toList()
                : List.of();
    }

    private GeneratedModules generatedModules() {
        return new GeneratedModules(build, venv().resolve("codeagent-generated"));
    }

    private Path completeMarker() {
        return venv().resolve("codeagent-complete");
    }

    @Override
    public ToolResult runTests(ToolCall call, String filter) {
        Path report = build.newReportFile("pytest.xml");
        try {
            generatedModules().restore();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String python = Files.exists(completeMarker()) ? python() : "python3";
        var command = new ArrayList<>(List.of(
                python, "-c", RUN_PYTEST_SCRIPT, "-q", "--color=no", "-p", "no:cacheprovider", "--junitxml=" + report));
        boolean path = filter.contains("::") || filter.contains("/") || filter.endsWith(".py");
        command.addAll(filter.isEmpty() ? List.of() : path ? List.of(filter) : List.of("-k", filter));
        var environment = new HashMap<>(Map.of("PYTHONDONTWRITEBYTECODE", "1"));
        // Otherwise pytest-cov leaves a file that many projects do not ignore.
        environment.put("COVERAGE_FILE", report.resolveSibling("coverage").toString());
        if (Files.isDirectory(build.root().resolve("src"))) {
            environment.put("PYTHONPATH", build.root().resolve("src").toString());
        }
        var outcome = build.run(call, command, environment);
        boolean noTestsFound =
                outcome.reason() == ProcessRunner.TerminationReason.EXITED && outcome.exitCode() == NO_TESTS_EXIT_CODE;
        if (noTestsFound) {
            return TestResultFormatter.format(name(), outcome.withExitCode(0), List.of());
        }
        return TestResultFormatter.format(
                name(), outcome, Files.exists(report) ? JUnitXmlParser.read(List.of(report)) : List.of());
    }
}
