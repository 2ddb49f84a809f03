package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolCall;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Installs what tests need into a virtual environment: by uv if the project has its lock file, otherwise by pip from what the build
 * files declare, whichever tool they are written for.
 */
record PythonPackages(BuildEnvironment build, Path venv) {
    private static final Pattern RELEASE_VERSION = Pattern.compile("(?m)^Version: (\\S+)$");
    /** Names of requirement files and of extras. */
    private static final Pattern FOR_TESTS = Pattern.compile("(.*[-_./])?test(s|ing)?([-_.].*)?");

    private static final Pattern FOR_DEVELOPMENT =
            Pattern.compile("(.*[-_./])?(dev|develop|development|docs?|lint|typing|style|release)([-_.].*)?");
    static final String TEST_DEPENDENCIES_SCRIPT = PytestBuild.readScript("test_dependencies.py");

    /**
     * Returns the problem if something cannot be installed.
     *
     * @param requirementFiles files of pip in the workspace
     */
    Optional<String> install(ToolCall call, List<String> requirementFiles) {
        JsonObject needed = testDependencies(call);
        boolean locked = build.hasFile("uv.lock") && installLocked(call, needed);
        var files = new ArrayList<>(requirementFiles);
        strings(needed, "files").stream().filter(file -> !files.contains(file)).forEach(files::add);
        // A project with a lock file has others only as copies of it.
        Optional<String> problem = installTestable(
                call, locked ? List.of() : files, names -> concat(List.of("install", "pytest"), options("-r", names)));
        List<String> requirements = strings(needed, "requirements");
        if (problem.isEmpty() && !locked && !requirements.isEmpty()) {
            problem = runPip(call, concat(List.of("install"), requirements));
        }
        return problem.isPresent() ? problem : installProjects(call, needed, locked);
    }

    private Optional<String> installProjects(ToolCall call, JsonObject needed, boolean locked) {
        List<String> local = locked ? List.of() : options("-e", strings(needed, "local"));
        List<String> install = concat(locked ? List.of("install", "--no-deps") : List.of("install"), local);
        if (!needed.getBoolean("package", build.hasFile("setup.py"))) {
            return local.isEmpty() ? Optional.empty() : runPip(call, install);
        }
        List<String> extras = locked ? List.of() : strings(needed, "extras");
        Optional<String> problem = installTestable(call, extras, names -> concat(install, List.of(projectWith(names))));
        if (problem.isEmpty() || !needed.containsKey("dependencies") || needed.isNull("dependencies")) {
            return problem;
        }
        // Tests use the code of the workspace, which a project that cannot be built has too.
        List<String> others = locked ? List.of() : concat(local, strings(needed, "dependencies"));
        return others.isEmpty() ? Optional.empty() : runPip(call, concat(List.of("install"), others));
    }

    /**
     * Installs with all of the names. What is for development (linters, documentation, hooks) often has old versions, which this
     * Python cannot build: if they are the problem, a project that also names something for its tests is tested without them.
     *
     * @param names requirement files or extras
     * @param command the arguments of pip for some of the names
     */
    private Optional<String> installTestable(
            ToolCall call, List<String> names, Function<List<String>, List<String>> command) {
        Optional<String> problem = runPip(call, command.apply(names));
        List<String> needed = names.stream()
                .filter(name -> !FOR_DEVELOPMENT.matcher(name).matches())
                .toList();
        boolean testable =
                needed.stream().anyMatch(name -> FOR_TESTS.matcher(name).matches());
        return problem.isPresent() && testable && needed.size() < names.size()
                ? runPip(call, command.apply(needed))
                : problem;
    }

    private static String projectWith(List<String> extras) {
        return extras.isEmpty() ? "." : ".[" + String.join(",", extras) + "]";
    }

    private static List<String> options(String option, List<String> values) {
        return values.stream().flatMap(value -> Stream.of(option, value)).toList();
    }

    /**
     * Installs the versions of the lock file, and the other projects of the workspace as links to it. If uv or this Python is not what
     * the lock file needs, pip selects the versions.
     */
    private boolean installLocked(ToolCall call, JsonObject needed) {
        boolean installed = build.isInstalled("uv");
        if (!installed && runPip(call, List.of("install", "uv")).isPresent()) {
            return false;
        }
        String uv = installed ? "uv" : venv.resolve("bin/uv").toString();
        var environment = Map.of(
                "UV_PROJECT_ENVIRONMENT",
                venv.toString(),
                "UV_PYTHON",
                python(),
                "UV_PYTHON_DOWNLOADS",
                "never",
                "UV_LINK_MODE",
                "copy");
        return build.runChecked(call, syncCommand(uv, needed), environment).isEmpty();
    }

    /** The command of uv that installs what the lock file names for tests. */
    static List<String> syncCommand(String uv, JsonObject needed) {
        var command = new ArrayList<>(List.of(
                uv, "sync", "--frozen", "--inexact", "--no-install-project", "--all-packages", "--no-progress"));
        strings(needed, "groups").forEach(group -> command.addAll(List.of("--group", group)));
        strings(needed, "extras").forEach(extra -> command.addAll(List.of("--extra", extra)));
        return command;
    }

    /** What the build files declare; empty if they are invalid, which pip then reports. */
    private JsonObject testDependencies(ToolCall call) {
        var silent = new ToolCall(call.id(), call.arguments(), output -> {});
        var outcome = build.run(silent, List.of(python(), "-c", TEST_DEPENDENCIES_SCRIPT), Map.of());
        try (var reader = Json.createReader(new StringReader(outcome.stdout()))) {
            return outcome.isSuccess() ? reader.readObject() : JsonValue.EMPTY_JSON_OBJECT;
        } catch (JsonException e) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    private static List<String> strings(JsonObject needed, String name) {
        return needed.containsKey(name) ? needed.getJsonArray(name).getValuesAs(JsonString::getString) : List.of();
    }

    private static List<String> concat(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private Optional<String> runPip(ToolCall call, List<String> arguments) {
        var command = new ArrayList<>(List.of(python(), "-m", "pip", "--disable-pip-version-check", "--no-input"));
        command.addAll(arguments);
        var environment = new HashMap<>(Map.of("PIP_REQUIRE_VIRTUALENV", "1"));
        // Released source has no git tags, from which setuptools-scm and similar tools take the version.
        Matcher release = RELEASE_VERSION.matcher(build.readText("PKG-INFO"));
        if (release.find()) {
            environment.put("SETUPTOOLS_SCM_PRETEND_VERSION", release.group(1));
        }
        return build.runChecked(call, command, environment);
    }

    private String python() {
        return venv.resolve("bin/python").toString();
    }
}
