package dev.codeagent.executor.builds;

import dev.codeagent.executor.files.RegularFiles;
import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Detects the build tools of the project, fetches its dependencies and runs its tests. */
public final class BuildTools {
    private final BuildEnvironment build;
    private final Git git;
    private final List<BuildTool> tools;

    /** @param mavenOptions options of all Maven builds */
    public BuildTools(BuildEnvironment build, Git git, List<String> mavenOptions) {
        this.build = build;
        this.git = git;
        this.tools = List.of(
                new MavenBuild(build, mavenOptions),
                new GradleBuild(build),
                new CargoBuild(build),
                new GoBuild(build),
                new NodeBuild(build),
                new PytestBuild(build));
    }

    /**
     * {@code tools}: build tools that apply and are installed; {@code missing}: programs that those which apply lack;
     * {@code tests}: whether there may be tests; {@code digest}: SHA-256 over paths and contents of the build files.
     */
    public ToolResult projectInfo(ToolCall call) {
        List<BuildTool> installed = installed();
        List<String> missing = applicable().stream()
                .flatMap(t -> t.missingProgram().stream())
                .distinct()
                .toList();
        return new ToolResult(
                installed.isEmpty() ? "no supported build tool is installed" : names(installed),
                Json.createObjectBuilder()
                        .add("tools", toJson(installed))
                        .add("missing", Json.createArrayBuilder(missing))
                        .add("tests", installed.stream().anyMatch(BuildTool::hasTests))
                        .add("digest", digest())
                        .build(),
                false);
    }

    private static String names(List<BuildTool> tools) {
        return tools.stream().map(BuildTool::name).collect(Collectors.joining(", "));
    }

    private static JsonArrayBuilder toJson(List<BuildTool> tools) {
        return Json.createArrayBuilder(tools.stream().map(BuildTool::name).toList());
    }

    private List<BuildTool> applicable() {
        return tools.stream().filter(BuildTool::isApplicable).toList();
    }

    private List<BuildTool> installed() {
        return applicable().stream().filter(t -> t.missingProgram().isEmpty()).toList();
    }

    /** Covers tracked files only: builds leave copies of build files in their output. */
    private String digest() {
        var digest = new Digest();
        for (String file : git.run(List.of("ls-files", "-z")).split("\0")) {
            Path path = build.workspace().root().resolve(file);
            if (tools.stream().anyMatch(t -> t.isBuildFileAt(file))
                    && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                digest.add(file).add(contentDigest(path));
            }
        }
        return digest.hex();
    }

    private static String contentDigest(Path file) {
        try (InputStream in = RegularFiles.newInputStream(file)) {
            return Digest.of(in);
        } catch (IOException e) {
            throw new ToolExecutionException(
                    "the build file " + file.getFileName() + " cannot be read: " + e.getMessage());
        }
    }

    /** Fetches the dependencies of all tools that apply; {@code problems} contains the errors. */
    public ToolResult fetchDependencies(ToolCall call) {
        if (!build.networkAllowed()) {
            throw new ToolExecutionException("dependencies cannot be fetched: this sandbox has no network");
        }
        var problems = new ArrayList<String>();
        for (BuildTool tool : installed()) {
            fetchProblem(tool, call).ifPresent(p -> problems.add(tool.name() + ": " + p));
        }
        return new ToolResult(
                problems.isEmpty() ? "prepared" : String.join("\n", problems),
                Json.createObjectBuilder()
                        .add("problems", Json.createArrayBuilder(problems))
                        .build(),
                !problems.isEmpty());
    }

    private static Optional<String> fetchProblem(BuildTool tool, ToolCall call) {
        try {
            return tool.fetchDependencies(call);
        } catch (ToolExecutionException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Uses the first tool that has tests; a tool that the call names need not have any. */
    public ToolResult runTests(ToolCall call) {
        String name = call.arguments().string("tool", "");
        List<BuildTool> candidates = applicable().stream()
                .filter(t -> name.isEmpty() ? t.hasTests() : t.name().equals(name))
                .toList();
        if (candidates.isEmpty()) {
            throw new ToolExecutionException(
                    name.isEmpty()
                            ? "no supported build found (pom.xml, build.gradle, Cargo.toml, go.mod, package.json with a"
                                    + " script 'test', pyproject.toml or pytest tests); use run_command"
                            : "the project is not built by '" + name + "'");
        }
        BuildTool tool = candidates.stream()
                .filter(t -> t.missingProgram().isEmpty())
                .findFirst()
                .orElseThrow(() -> new ToolExecutionException("the project is built by " + names(candidates) + ", but "
                        + candidates.getFirst().missingProgram().orElseThrow()
                        + " is not installed in this sandbox"));
        return tool.runTests(call, call.arguments().string("filter", ""));
    }
}
