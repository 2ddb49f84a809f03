package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Result;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
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

    private static final Pattern RELEASE = Pattern.compile("(?m)^Version: (\\S+)$");
    static final String ONLY_METADATA = script("only_metadata.py");
    static final String NEEDS_OF_TESTS = script("needs_of_tests.py");

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
        JsonObject needs = needs(call);
        List<String> groups = words(needs, "groups");
        if (ofTests().isEmpty() && !groups.isEmpty() && knowsGroups(call)) {
            var more = new ArrayList<>(List.of("install"));
            groups.forEach(group -> more.addAll(List.of("--group", group)));
            steps.add(more);
        }
        List<String> others = words(needs, "requirements");
        if (ofTests().isEmpty() && !others.isEmpty()) {
            steps.add(Stream.concat(Stream.of("install"), others.stream()).toList());
        }
        boolean project = place.has("setup.py")
                || Pattern.compile("(?m)^\\[(project|tool\\.poetry)]")
                        .matcher(place.text("pyproject.toml"))
                        .find();
        if (project) {
            List<String> extras = words(needs, "extras");
            steps.add(List.of("install", extras.isEmpty() ? "." : ".[" + String.join(",", extras) + "]"));
        }
        return steps;
    }

    /** What the project itself says of it; nothing where its files cannot be read, of which pip then tells. */
    private JsonObject needs(Call call) {
        var outcome = place.run(call, List.of(python(), "-c", NEEDS_OF_TESTS), Map.of());
        try (var reader = Json.createReader(new StringReader(outcome.stdout()))) {
            return outcome.succeeded() ? reader.readObject() : JsonValue.EMPTY_JSON_OBJECT;
        } catch (JsonException e) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    private static List<String> words(JsonObject needs, String name) {
        return needs.containsKey(name) ? needs.getJsonArray(name).getValuesAs(JsonString::getString) : List.of();
    }

    /** Pip does since 25.1. */
    private boolean knowsGroups(Call call) {
        var help = place.run(call, List.of(python(), "-m", "pip", "install", "--help"), Map.of());
        return help.succeeded() && help.stdout().contains("--group");
    }

    private static String script(String name) {
        try (InputStream in = PytestBuild.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> pip(Call call, List<String> arguments) {
        var command = new ArrayList<>(List.of(python(), "-m", "pip", "--disable-pip-version-check", "--no-input"));
        command.addAll(arguments);
        var environment = new HashMap<>(Map.of("PIP_REQUIRE_VIRTUALENV", "1"));
        // The version of a released source, which has no tags of git that setuptools-scm and its like could take it
        // from.
        Matcher release = RELEASE.matcher(place.text("PKG-INFO"));
        if (release.find()) {
            environment.put("SETUPTOOLS_SCM_PRETEND_VERSION", release.group(1));
        }
        return place.attempt(call, command, environment);
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
