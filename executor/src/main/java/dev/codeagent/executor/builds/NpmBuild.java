package dev.codeagent.executor.builds;

import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
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
import java.util.stream.Stream;

/** npm. Installs into the workspace from its cache below HOME, and runs the {@code test} script of the project. */
record NpmBuild(BuildEnvironment build) implements BuildTool {
    private static final List<String> QUIET_OPTIONS = List.of("--no-audit", "--no-fund", "--no-update-notifier");

    @Override
    public String name() {
        return "npm";
    }

    @Override
    public String executable() {
        return "npm";
    }

    @Override
    public boolean isBuildFile(String fileName) {
        return List.of("package.json", "package-lock.json", "npm-shrinkwrap.json", ".npmrc")
                .contains(fileName);
    }

    @Override
    public boolean isApplicable() {
        return build.hasFile("package.json");
    }

    /** npm creates a default script that only reports that there are no tests. */
    @Override
    public boolean hasTests() {
        return !testScript().isBlank() && !testScript().contains("no test specified");
    }

    @Override
    public Optional<String> fetchDependencies(ToolCall call) {
        return install(call);
    }

    private JsonObject manifest() {
        try (var reader = Json.createReader(new StringReader(build.readText("package.json")))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new ToolExecutionException("package.json is not a JSON object: " + e.getMessage());
        }
    }

    private String testScript() {
        return manifest().get("scripts") instanceof JsonObject scripts
                        && scripts.get("test") instanceof JsonString script
                ? script.getString()
                : "";
    }

    private boolean hasNoDependencies() {
        return Stream.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "workspaces")
                .noneMatch(manifest()::containsKey);
    }

    /** Skips the installation if these files have not changed; npm needs long to find that out. */
    private Optional<String> install(ToolCall call) {
        if (isInstalled()) {
            return Optional.empty();
        }
        boolean hasLockFile = build.hasFile("package-lock.json", "npm-shrinkwrap.json");
        var command =
                new ArrayList<>(hasLockFile ? List.of("npm", "ci") : List.of("npm", "install", "--no-package-lock"));
        command.addAll(QUIET_OPTIONS);
        command.add(build.networkAllowed() ? "--prefer-offline" : "--offline");
        Optional<String> problem = build.runChecked(call, command, Map.of());
        if (problem.isEmpty()) {
            markInstalled();
        }
        return problem;
    }

    /** Commands can plant a link here. */
    void markInstalled() {
        try {
            new LinkFreeDirectory(build.root()).write(markerFile(), digest().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isInstalled() {
        if (hasNoDependencies()) {
            return true;
        }
        try {
            return Files.isDirectory(build.root().resolve("node_modules"))
                    && Files.isRegularFile(markerFile())
                    && Files.readString(markerFile()).equals(digest());
        } catch (IOException e) {
            return false;
        }
    }

    private Path markerFile() {
        return build.root().resolve(".git/npm-installed");
    }

    private String digest() {
        var digest = new Digest();
        for (String file : List.of("package.json", "package-lock.json", "npm-shrinkwrap.json")) {
            digest.add(build.readText(file));
        }
        return digest.hex();
    }

    @Override
    public ToolResult runTests(ToolCall call, String filter) {
        String script = testScript();
        Optional<String> problem = install(call);
        if (problem.isPresent()) {
            throw new ToolExecutionException(problem.get());
        }
        Path report = build.newReportFile("npm-tests");
        NodeTestRunner runner = NodeTestRunner.detect(script);
        var environment = new HashMap<>(Map.of("CI", "true", "NO_COLOR", "1", "FORCE_COLOR", "0"));
        environment.putAll(runner.environment(report));
        var outcome = build.run(call, runner.command(script, report, filter), environment);
        return TestResultFormatter.format(name(), outcome, runner.readReport(report, outcome.stdout(), build.root()));
    }
}
