package dev.codeagent.executor.git;

import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The workspace's changes against its base, and the project's history. */
public record GitTools(Workspace workspace, Git git, Supplier<String> base, Path scratch) {
    public Result diff(Call call) {
        Arguments arguments = call.arguments();
        String path = arguments.text("path", "");
        var command = new ArrayList<>(List.of("diff", "--cached", "--no-ext-diff", "--no-textconv", base.get()));
        if (!path.isEmpty()) {
            command.addAll(List.of("--", workspace.name(workspace.resolve(path))));
        }
        String text = withIndex(command);
        return Result.of(text.isEmpty() ? "no change against the base" : text);
    }

    public Result log(Call call) {
        Arguments arguments = call.arguments();
        int limit = Math.clamp(arguments.number("limit", 20), 1, 200);
        return Result.of(git(
                List.of("log", "--no-decorate", "--date=short", "--format=%h %ad %an: %s", "-n", "" + limit),
                Map.of()));
    }

    /** The binary patch of the whole workspace, in Base64. */
    public Result export(Call call) {
        Path patch = scratch.resolve("export.patch");
        try {
            withIndex(List.of(
                    "diff",
                    "--cached",
                    "--binary",
                    "--full-index",
                    "--no-ext-diff",
                    "--no-textconv",
                    "--no-renames",
                    "--no-color",
                    "--output=" + patch,
                    base.get()));
            byte[] bytes = Files.readAllBytes(patch);
            var fields = Json.createObjectBuilder()
                    .add("patch", Base64.getEncoder().encodeToString(bytes))
                    .build();
            return new Result(bytes.length + " bytes", fields, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            patch.toFile().delete();
        }
    }

    /** Runs a git command that sees the whole workspace as staged, in an index of its own. */
    private String withIndex(List<String> command) {
        Path index = scratch.resolve("index");
        try {
            Files.deleteIfExists(index);
            Map<String, String> environment = Map.of("GIT_INDEX_FILE", index.toString());
            git(List.of("read-tree", base.get()), environment);
            git(everything(environment), environment);
            return git(command, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All but what builds leave: {@code target} beside a {@code pom.xml}, unless the project tracks files in it. */
    private List<String> everything(Map<String, String> environment) {
        var arguments = new ArrayList<>(List.of("add", "-A", "--", "."));
        String poms =
                git(List.of("ls-files", "-z", "-co", "--exclude-standard", "--", "pom.xml", "*/pom.xml"), environment);
        for (String pom : poms.split("\0")) {
            String target = pom.replaceFirst("pom\\.xml$", "target");
            if (pom.endsWith("pom.xml")
                    && Files.isDirectory(workspace.root().resolve(target))
                    // Git refuses to leave out what it ignores anyway.
                    && !git(List.of("ls-files", "-o", "--exclude-standard", "--directory", "--", target), environment)
                            .isBlank()
                    && git(List.of("ls-files", "--", target), environment).isBlank()) {
                arguments.add(":(exclude,top,literal)" + target);
            }
        }
        return arguments;
    }

    private String git(List<String> arguments, Map<String, String> environment) {
        return git.run(arguments, environment);
    }
}
