package dev.codeagent.executor.git;

import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.Tool;
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

/** Looking at the workspace's changes, and at the project's history. */
public final class GitTools {
    private static final List<String> PLAIN = List.of("--no-ext-diff", "--no-textconv", "--no-color");

    private final Workspace workspace;
    private final Git git;
    private final Commits commits;
    private final Snapshot snapshot;
    private final Supplier<String> base;
    private final Path scratch;

    /**
     * @param base the commit that the run began with
     * @param scratch a folder outside of the workspace
     */
    public GitTools(Workspace workspace, Git git, Supplier<String> base, Path scratch) {
        this.workspace = workspace;
        this.git = git;
        this.commits = new Commits(git);
        this.snapshot = new Snapshot(workspace.root(), git, scratch);
        this.base = base;
        this.scratch = scratch;
    }

    public Result status(Call call) {
        try {
            return Result.of(git.run(
                    List.of("-c", snapshot.withoutOutputs(Map.of()), "status", "--short", "--branch", "--no-renames")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Result diff(Call call) {
        Arguments arguments = call.arguments();
        String from = arguments.text("from", "");
        String to = arguments.text("to", "");
        String old = from.isEmpty() ? base.get() : commits.find(from);
        var command = new ArrayList<>(List.of("--literal-pathspecs", "diff"));
        command.addAll(PLAIN);
        String text;
        if (to.isEmpty()) {
            command.addAll(List.of("--cached", old));
            path(arguments, command);
            text = snapshot.run(old, command);
        } else {
            command.addAll(List.of(old, commits.find(to)));
            path(arguments, command);
            text = git.run(command);
        }
        String none = from.isEmpty() && to.isEmpty() ? "no change against the base" : "no difference";
        return Result.of(text.isEmpty() ? none : text);
    }

    public Result log(Call call) {
        Arguments arguments = call.arguments();
        int limit = Math.clamp(arguments.number("limit", 20), 1, 200);
        var command = new ArrayList<>(List.of(
                "--literal-pathspecs",
                "log",
                "--no-decorate",
                "--no-show-signature",
                "--date=short",
                "--format=%h %ad %an: %s",
                "-n",
                "" + limit,
                commits.find(arguments.text("commit", "HEAD"))));
        path(arguments, command);
        String text = git.run(command);
        return Result.of(text.isEmpty() ? "no commit" : text);
    }

    public Result show(Call call) {
        Arguments arguments = call.arguments();
        var command = new ArrayList<>(List.of(
                "--literal-pathspecs",
                "show",
                "--no-decorate",
                "--no-show-signature",
                "--date=iso",
                "--stat",
                "--patch"));
        command.addAll(PLAIN);
        command.add(commits.find(arguments.text("commit", "HEAD")));
        path(arguments, command);
        return Result.of(git.run(command));
    }

    private void path(Arguments arguments, List<String> command) {
        String path = arguments.text("path", "");
        command.add("--");
        if (!path.isEmpty()) {
            command.add(workspace.name(workspace.resolve(path)));
        }
    }

    /** The binary patch of the whole workspace, in Base64. */
    public Result export(Call call) {
        Path patch = scratch.resolve("export.patch");
        try {
            var command = new ArrayList<>(List.of("diff", "--cached", "--binary", "--full-index", "--no-renames"));
            command.addAll(PLAIN);
            command.addAll(List.of("--output=" + patch, base.get()));
            snapshot.run(base.get(), command);
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

    public Tool commit() {
        return new GitCommit(workspace, git, snapshot);
    }

    public Tool apply() {
        return new GitApply(workspace, git);
    }

    public Tool branch() {
        return new GitBranch(git);
    }
}
