package dev.codeagent.executor.builds;

import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
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
import java.util.stream.Stream;

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

    /** {@code tools}: names of what fits; {@code digest}: SHA-256 over the build files' paths and contents. */
    public Result info(Call call) {
        var names = Json.createArrayBuilder();
        fitting().forEach(t -> names.add(t.name()));
        String digest = digest();
        String text = fitting().stream().map(BuildTool::name).collect(Collectors.joining(", "));
        return new Result(
                text.isEmpty() ? "no build tool that is known" : text,
                Json.createObjectBuilder()
                        .add("tools", names)
                        .add("digest", digest)
                        .build(),
                false);
    }

    private List<BuildTool> fitting() {
        return tools.stream().filter(BuildTool::fits).toList();
    }

    /** Only what belongs to the project: builds leave copies of build files in their outputs. */
    private String digest() {
        var digest = new Digest();
        for (String file : git.run(List.of("ls-files", "-z")).split("\0")) {
            Path path = place.root().resolve(file);
            String name = file.substring(file.lastIndexOf('/') + 1);
            if (tools.stream().anyMatch(t -> t.reads(name)) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
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
        for (BuildTool tool : fitting()) {
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

    public Result test(Call call) {
        String name = call.arguments().text("tool", "");
        Stream<BuildTool> wanted =
                fitting().stream().filter(t -> name.isEmpty() || t.name().equals(name));
        BuildTool tool = wanted.findFirst()
                .orElseThrow(() -> new ToolError(
                        name.isEmpty()
                                ? "no supported build found (pom.xml, build.gradle, Cargo.toml, go.mod, package.json,"
                                        + " pyproject.toml or tests of pytest); use run_command"
                                : "the project is not built by '" + name + "'"));
        return tool.test(call, call.arguments().text("filter", ""));
    }
}
