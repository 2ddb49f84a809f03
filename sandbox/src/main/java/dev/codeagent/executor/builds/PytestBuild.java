package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * Python with pytest. What the project needs is installed into an environment below HOME, named by its build files. Of the
 * project itself only what it tells of itself is, its version and entry points, because tests have to see the workspace's
 * code.
 */
record PytestBuild(BuildPlace place) implements BuildTool {
    private static final int NO_TESTS = 5;
    private static final Pattern REQUIREMENTS =
            Pattern.compile("requirements([-_.].*)?\\.txt|.*[-_.]requirements\\.txt");
    /** Where projects keep what their tests need, if not beside their build files. */
    private static final List<String> OF_TESTS =
            List.of("requirements/test.txt", "requirements/tests.txt", "requirements/testing.txt");

    private static final String EXTRAS = "[project.optional-dependencies]";
    private static final String GROUPS = "[dependency-groups]"; // PEP 735
    /** Takes away the code of what was installed from the folder where it runs; its metadata stays. */
    static final String ONLY_METADATA = """
            import importlib.metadata, json, os, pathlib, urllib.parse, urllib.request
            for found in importlib.metadata.distributions():
                origin = json.loads(found.read_text("direct_url.json") or "{}")
                url = urllib.parse.urlparse(origin.get("url", ""))
                folder = urllib.request.url2pathname(url.path)
                if url.scheme != "file" or origin.get("dir_info", {}).get("editable") or not os.path.isdir(folder):
                    continue
                if not os.path.samefile(folder, "."):
                    continue
                site = pathlib.Path(found.locate_file("")).resolve()
                for file in found.files or ():
                    if file.parts[0] == ".." or file.parts[0].endswith(".dist-info"):
                        continue
                    path = site / file
                    path.unlink(missing_ok=True)
                    for parent in path.parents:
                        if parent == site or not parent.is_dir() or any(parent.iterdir()):
                            break
                        parent.rmdir()
            """;

    private static final List<String> FILES = List.of(
            "pyproject.toml",
            "setup.py",
            "setup.cfg",
            "tox.ini",
            "pytest.ini",
            "Pipfile",
            "Pipfile.lock",
            "poetry.lock",
            "uv.lock");

    @Override
    public String name() {
        return "pytest";
    }

    @Override
    public String program() {
        return "python3";
    }

    @Override
    public boolean reads(String fileName) {
        return FILES.contains(fileName) || REQUIREMENTS.matcher(fileName).matches();
    }

    @Override
    public boolean readsAt(String path) {
        return OF_TESTS.contains(path) || BuildTool.super.readsAt(path);
    }

    @Override
    public boolean fits() {
        return place.has("pytest.ini", "pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "conftest.py")
                || !requirements().isEmpty()
                || !names(".", "test_.*\\.py|.*_test\\.py").isEmpty()
                || !names("tests", "test_.*\\.py|.*_test\\.py").isEmpty();
    }

    private List<String> requirements() {
        var files = new ArrayList<>(names(".", REQUIREMENTS.pattern()));
        files.addAll(ofTests());
        return files;
    }

    private List<String> ofTests() {
        return OF_TESTS.stream().filter(place::has).toList();
    }

    private List<String> names(String folder, String pattern) {
        try (Stream<Path> files = Files.list(place.root().resolve(folder))) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> n.matches(pattern))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public Optional<String> prepare(Call call) {
        Path venv = venv();
        // A Python without these can't make an environment; then its own packages have to do.
        boolean able = place.run(call, List.of("python3", "-c", "import venv, ensurepip"), Map.of())
                .succeeded();
        if (Files.exists(complete()) || !able) {
            return Optional.empty();
        }
        Optional<String> problem =
                place.attempt(call, List.of("python3", "-m", "venv", "--clear", venv.toString()), Map.of());
        for (List<String> step : steps(call)) {
            if (problem.isEmpty()) {
                problem = pip(call, step);
            }
        }
        if (problem.isEmpty()) {
            problem = place.attempt(call, List.of(python(), "-c", ONLY_METADATA), Map.of());
        }
        if (problem.isEmpty()) {
            try {
                Files.writeString(complete(), "complete\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return problem;
    }

    private List<List<String>> steps(Call call) {
        var steps = new ArrayList<List<String>>();
        var install = new ArrayList<>(List.of("install", "pytest"));
        requirements().forEach(file -> install.addAll(List.of("-r", file)));
        steps.add(install);
        List<String> groups = namesOfTests(GROUPS);
        if (ofTests().isEmpty() && !groups.isEmpty() && knowsGroups(call)) {
            var more = new ArrayList<>(List.of("install"));
            groups.forEach(group -> more.addAll(List.of("--group", group)));
            steps.add(more);
        }
        boolean project = place.has("setup.py")
                || Pattern.compile("(?m)^\\[(project|tool\\.poetry)]")
                        .matcher(place.text("pyproject.toml"))
                        .find();
        if (project) {
            List<String> extras = namesOfTests(EXTRAS);
            steps.add(List.of("install", extras.isEmpty() ? "." : ".[" + String.join(",", extras) + "]"));
        }
        return steps;
    }

    /** Pip does since 25.1. */
    private boolean knowsGroups(Call call) {
        var help = place.run(call, List.of(python(), "-m", "pip", "install", "--help"), Map.of());
        return help.succeeded() && help.stdout().contains("--group");
    }

    /** What the project itself calls its needs for tests, in a table of pyproject.toml. */
    private List<String> namesOfTests(String table) {
        String text = place.text("pyproject.toml");
        int start = text.indexOf(table);
        String section = start < 0 ? "" : text.substring(start + 1);
        int end = section.indexOf("\n[");
        String inside = end < 0 ? section : section.substring(0, end);
        return Stream.of("test", "tests", "testing", "dev")
                .filter(name -> Pattern.compile("(?m)^" + name + "\\s*=")
                        .matcher(inside)
                        .find())
                .toList();
    }

    private Optional<String> pip(Call call, List<String> arguments) {
        var command = new ArrayList<>(List.of(python(), "-m", "pip", "--disable-pip-version-check", "--no-input"));
        command.addAll(arguments);
        return place.attempt(call, command, Map.of("PIP_REQUIRE_VIRTUALENV", "1"));
    }

    private String python() {
        return venv().resolve("bin/python").toString();
    }

    private Path venv() {
        var digest = new Digest();
        Stream.concat(names(".", ".*").stream().filter(this::reads), ofTests().stream())
                .forEach(file -> digest.add(file).add(place.text(file)));
        return place.home().resolve(".codeagent/venv-" + digest.hex().substring(0, 32));
    }

    private Path complete() {
        return venv().resolve("codeagent-complete");
    }

    @Override
    public Result test(Call call, String filter) {
        Path report = place.freshReport("pytest.xml");
        String python = Files.exists(complete()) ? python() : "python3";
        var command = new ArrayList<>(
                List.of(python, "-m", "pytest", "-q", "--color=no", "-p", "no:cacheprovider", "--junitxml=" + report));
        boolean path = filter.contains("::") || filter.contains("/") || filter.endsWith(".py");
        command.addAll(filter.isEmpty() ? List.of() : path ? List.of(filter) : List.of("-k", filter));
        var environment = new HashMap<>(Map.of("PYTHONDONTWRITEBYTECODE", "1"));
        if (Files.isDirectory(place.root().resolve("src"))) {
            environment.put("PYTHONPATH", place.root().resolve("src").toString());
        }
        var outcome = place.run(call, command, environment);
        boolean none = outcome.end() == Commands.End.EXITED && outcome.exitCode() == NO_TESTS;
        if (none) {
            return TestResult.of(name(), outcome.exiting(0), List.of());
        }
        return TestResult.of(name(), outcome, Files.exists(report) ? JUnitXml.read(List.of(report)) : List.of());
    }
}
