package dev.codeagent.executor.git;

import dev.codeagent.executor.files.RegularFiles;
import dev.codeagent.executor.files.TextEncoding;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Shows the changes of the workspace and the history of the project. */
public final class GitTools {
    private static final List<String> PLAIN_DIFF_OPTIONS =
            List.of("--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/");

    private static final int MAX_SHOWN_BYTES = 16 << 20;

    private final Workspace workspace;
    private final Git git;
    private final TemporaryIndex temporaryIndex;
    private final Supplier<String> baseCommit;
    private final Path scratchDirectory;

    /**
     * @param baseCommit the commit that the run started from
     * @param scratchDirectory a directory outside of the workspace
     */
    public GitTools(Workspace workspace, Git git, Supplier<String> baseCommit, Path scratchDirectory) {
        this.workspace = workspace;
        this.git = git;
        this.temporaryIndex = new TemporaryIndex(workspace.root(), git, scratchDirectory);
        this.baseCommit = baseCommit;
        this.scratchDirectory = scratchDirectory;
    }

    public ToolResult status(ToolCall call) {
        try {
            return ToolResult.of(git.run(List.of(
                    "-c", temporaryIndex.excludesSetting(Map.of()), "status", "--short", "--branch", "--no-renames")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ToolResult diff(ToolCall call) {
        JsonArguments arguments = call.arguments();
        String from = arguments.string("from", "");
        String to = arguments.string("to", "");
        String fromCommit = from.isEmpty() ? baseCommit.get() : git.resolveCommit(from);
        var command = new ArrayList<>(List.of("--literal-pathspecs", "diff"));
        command.addAll(PLAIN_DIFF_OPTIONS);
        String text;
        if (to.isEmpty()) {
            command.addAll(List.of("--cached", fromCommit));
            appendPath(arguments, command);
            text = runForText(command, c -> temporaryIndex.runStaged(fromCommit, c));
        } else {
            command.addAll(List.of(fromCommit, git.resolveCommit(to)));
            appendPath(arguments, command);
            text = runForText(command, git::run);
        }
        String emptyMessage = from.isEmpty() && to.isEmpty() ? "no change against the base" : "no difference";
        return ToolResult.of(text.isEmpty() ? emptyMessage : text);
    }

    public ToolResult log(ToolCall call) {
        JsonArguments arguments = call.arguments();
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
                git.resolveCommit(arguments.string("commit", "HEAD"))));
        appendPath(arguments, command);
        String text = git.run(command);
        return ToolResult.of(text.isEmpty() ? "no commit" : text);
    }

    public ToolResult show(ToolCall call) {
        JsonArguments arguments = call.arguments();
        var command = new ArrayList<>(List.of(
                "--literal-pathspecs",
                "show",
                "--no-decorate",
                "--no-show-signature",
                "--date=iso",
                "--stat",
                "--patch"));
        command.addAll(PLAIN_DIFF_OPTIONS);
        command.add(git.resolveCommit(arguments.string("commit", "HEAD")));
        appendPath(arguments, command);
        return ToolResult.of(runForText(command, git::run));
    }

    /** Runs a command that shows changes of files; each line has the encoding of its file. */
    private String runForText(List<String> command, Consumer<List<String>> run) {
        Path output = scratchDirectory.resolve("shown.diff");
        var withOutput = new ArrayList<>(command);
        withOutput.add(withOutput.indexOf("--literal-pathspecs") + 2, "--output=" + output);
        try {
            run.accept(withOutput);
            try (InputStream in = RegularFiles.newInputStream(output)) {
                return TextEncoding.decodeLines(in.readNBytes(MAX_SHOWN_BYTES));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            output.toFile().delete();
        }
    }

    private void appendPath(JsonArguments arguments, List<String> command) {
        String path = arguments.string("path", "");
        command.add("--");
        if (!path.isEmpty()) {
            command.add(workspace.relativize(workspace.resolve(path)));
        }
    }

    /** The binary patch of the whole workspace, in Base64. */
    public ToolResult export(ToolCall call) {
        Path patch = scratchDirectory.resolve("export.patch");
        try {
            var command = new ArrayList<>(List.of("diff", "--cached", "--binary", "--full-index", "--no-renames"));
            command.addAll(PLAIN_DIFF_OPTIONS);
            command.addAll(List.of("--output=" + patch, baseCommit.get()));
            temporaryIndex.runStaged(baseCommit.get(), command);
            byte[] bytes = RegularFiles.readAllBytes(patch);
            var fields = Json.createObjectBuilder()
                    .add("patch", Base64.getEncoder().encodeToString(bytes))
                    .build();
            return new ToolResult(bytes.length + " bytes", fields, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            patch.toFile().delete();
        }
    }

    /** The names of all files that a patch of the workspace is made from. */
    public Set<String> listStaged() {
        return Set.copyOf(Arrays.asList(temporaryIndex
                .runStaged(baseCommit.get(), List.of("ls-files", "-z"))
                .split("\0")));
    }

    /** Nested repositories whose files are not part of a patch, because they are clones of others. */
    public List<String> listClones() {
        return temporaryIndex.listClones();
    }

    public Tool commit() {
        return new GitCommitTool(workspace, git, temporaryIndex);
    }

    public Tool apply() {
        return new GitApplyTool(workspace, git);
    }

    public Tool branch() {
        return new GitBranchTool(git);
    }
}
