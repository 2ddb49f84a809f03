package dev.codeagent.executor.builds;

import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the project is built with, its dependencies and its tests. */
public final class BuildTools {
    private final BuildPlace place;
    private final Git git;
    private final List<BuildTool> tools;

    /** @param mavenOptions of all Maven builds */
    public BuildTools(BuildPlace place, Git git, List<String> mavenOptions) {
        this.place = place;
        this.git = git;
        this.tools = List.of(
                new MavenBuild(place, mavenOptions),
                new GradleBuild(place),
                new CargoBuild(place),
                new GoBuild(place),
                new NpmBuild(place),
                new PytestBuild(place));
    }

    /**
     * {@code tools}: what fits and is installed; {@code missing}: what fits and is not; {@code tests}: whether there may be
     * tests; {@code digest}: SHA-256 over the build files' paths and contents.
     */
    public Result info(Call call) {
        List<BuildTool> installed = installed();
        List<BuildTool> missing =
                fitting().stream().filter(t -> !installed.contains(t)).toList();
        return new Result(
                installed.isEmpty() ? "no build tool that is known and installed" : names(installed),
                Json.createObjectBuilder()
                        .add("tools", array(installed))
                        .add("missing", array(missing))
                        .add("tests", installed.stream().anyMatch(BuildTool::tests))
                        .add("digest", digest())
                        .build(),
                false);
    }

    private static String names(List<BuildTool> tools) {
        return tools.stream().map(BuildTool::name).collect(Collectors.joining(", "));
    }

    private static JsonArrayBuilder array(List<BuildTool> tools) {
        return Json.createArrayBuilder(tools.stream().map(BuildTool::name).toList());
    }

    private List<BuildTool> fitting() {
        return tools.stream().filter(BuildTool::fits).toList();
    }

    private List<BuildTool> installed() {
        return fitting().stream().filter(t -> place.installed(t.program())).toList();
    }

    /** Only what belongs to the project: builds leave copies of build files in their outputs. */
    private String digest() {
        var digest = new Digest();
        for (String file : git.run(List.of("ls-files", "-z")).split("\0")) {
            Path path = place.root().resolve(file);
            if (tools.stream().anyMatch(t -> t.readsAt(file)) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                digest.add(file).add(content(path));
            }
        }
        return digest.hex();
    }

    private static String content(Path file) {
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return Digest.of(in);
        } catch (IOException e) {
            throw new ToolError("the build file " + file.getFileName() + " cannot be read: " + e.getMessage());
        }
    }

    /** Fills the caches of all tools that fit; {@code problems} says what went wrong. */
    public Result prepare(Call call) {
        if (!place.network()) {
            throw new ToolError("dependencies cannot be fetched: this sandbox has no network");
        }
        var problems = new ArrayList<String>();
        for (BuildTool tool : installed()) {
            problem(tool, call).ifPresent(p -> problems.add(tool.name() + ": " + p));
        }
        return new Result(
                problems.isEmpty() ? "prepared" : String.join("\n", problems),
                Json.createObjectBuilder()
                        .add("problems", Json.createArrayBuilder(problems))
                        .build(),
                !problems.isEmpty());
    }

    private static Optional<String> problem(BuildTool tool, Call call) {
        try {
            return tool.prepare(call);
        } catch (ToolError e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Of the first tool that has tests; a tool that is asked for by its name need not. */
    public Result test(Call call) {
        String name = call.arguments().text("tool", "");
        List<BuildTool> wanted = fitting().stream()
                .filter(t -> name.isEmpty() ? t.tests() : t.name().equals(name))
                .toList();
        if (wanted.isEmpty()) {
            throw new ToolError(
                    name.isEmpty()
                            ? "no supported build found (pom.xml, build.gradle, Cargo.toml, go.mod, package.json with a"
                                    + " script 'test', pyproject.toml or tests of pytest); use run_command"
                            : "the project is not built by '" + name + "'");
        }
        BuildTool tool = wanted.stream()
                .filter(t -> place.installed(t.program()))
                .findFirst()
                .orElseThrow(() -> new ToolError("the project is built by " + names(wanted) + ", but "
                        + wanted.getFirst().program() + " is not installed in this sandbox"));
        return tool.test(call, call.arguments().text("filter", ""));
    }
}
