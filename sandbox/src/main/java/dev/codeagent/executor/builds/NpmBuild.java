package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** npm: installs into the workspace from its cache below HOME, and runs the project's {@code test} script. */
record NpmBuild(BuildPlace place) implements BuildTool {
    private static final List<String> QUIET = List.of("--no-audit", "--no-fund", "--no-update-notifier");

    @Override
    public String name() {
        return "npm";
    }

    @Override
    public String program() {
        return "npm";
    }

    @Override
    public boolean reads(String fileName) {
        return List.of("package.json", "package-lock.json", "npm-shrinkwrap.json", ".npmrc")
                .contains(fileName);
    }

    @Override
    public boolean fits() {
        return place.has("package.json");
    }

    /** npm itself puts a script there that only says that there are none. */
    @Override
    public boolean tests() {
        return !script().isBlank() && !script().contains("no test specified");
    }

    @Override
    public Optional<String> prepare(Call call) {
        return install(call);
    }

    private JsonObject manifest() {
        try (var reader = Json.createReader(new StringReader(place.text("package.json")))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new ToolError("package.json is not a JSON object: " + e.getMessage());
        }
    }

    private String script() {
        return manifest().get("scripts") instanceof JsonObject scripts
                        && scripts.get("test") instanceof JsonString script
                ? script.getString()
                : "";
    }

    private boolean needsNothing() {
        return Stream.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "workspaces")
                .noneMatch(manifest()::containsKey);
    }

    /** What is installed for these files stays; npm itself would take long to find that out. */
    private Optional<String> install(Call call) {
        if (installed()) {
            return Optional.empty();
        }
        boolean locked = place.has("package-lock.json", "npm-shrinkwrap.json");
        var command = new ArrayList<>(locked ? List.of("npm", "ci") : List.of("npm", "install", "--no-package-lock"));
        command.addAll(QUIET);
        command.add(place.network() ? "--prefer-offline" : "--offline");
        Optional<String> problem = place.attempt(call, command, Map.of());
        if (problem.isEmpty()) {
            try {
                Files.writeString(marker(), digest());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return problem;
    }

    private boolean installed() {
        if (needsNothing()) {
            return true;
        }
        try {
            return Files.isDirectory(place.root().resolve("node_modules"))
                    && Files.isRegularFile(marker())
                    && Files.readString(marker()).equals(digest());
        } catch (IOException e) {
            return false;
        }
    }

    private Path marker() {
        return place.scratch().resolve("npm-installed");
    }

    private String digest() {
        var digest = new Digest();
        for (String file : List.of("package.json", "package-lock.json", "npm-shrinkwrap.json")) {
            digest.add(place.text(file));
        }
        return digest.hex();
    }

    @Override
    public Result test(Call call, String filter) {
        String script = script();
        Optional<String> problem = install(call);
        if (problem.isPresent()) {
            throw new ToolError(problem.get());
        }
        Path report = place.freshReport("npm-tests");
        NodeRunner runner = NodeRunner.of(script);
        var environment = new HashMap<>(Map.of("CI", "true", "NO_COLOR", "1", "FORCE_COLOR", "0"));
        environment.putAll(runner.environment(report));
        var outcome = place.run(call, runner.command(script, report, filter), environment);
        return TestResult.of(name(), outcome, runner.read(report, outcome.stdout(), place.root()));
    }
}
