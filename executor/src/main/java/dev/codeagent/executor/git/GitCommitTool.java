package dev.codeagent.executor.git;

import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commits all changes or those of some paths to the current branch. After a crash, HEAD shows whether it happened. */
record GitCommitTool(Workspace workspace, Git git, TemporaryIndex temporaryIndex) implements Tool.Verifiable {

    @Override
    public PlannedChange plan(ToolCall call) {
        String message = call.arguments().string("message");
        if (message.isBlank()) {
            throw new ToolExecutionException("'message' is empty; describe the change");
        }
        List<Path> paths = call.arguments().stringList("paths").stream()
                .map(workspace::resolve)
                .toList();
        JsonObject marker = Json.createObjectBuilder()
                .add("head", git.head())
                .add("message", message.strip())
                .build();
        return new PlannedChange(marker, () -> execute(message, paths));
    }

    private ToolResult execute(String message, List<Path> paths) {
        try {
            // The executor is the only user of the clone, so an existing lock belongs to a process that was killed.
            new LinkFreeDirectory(workspace.root())
                    .deleteIfExists(workspace.root().resolve(".git/index.lock"));
            stage(paths);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (git.succeeds(List.of("diff", "--cached", "--quiet", "--no-ext-diff"))) {
            throw new ToolExecutionException("there is nothing to commit");
        }
        git.runWithInput(
                (message.strip() + "\n").getBytes(StandardCharsets.UTF_8),
                List.of("commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=whitespace", "--file=-"),
                Map.of());
        return commitResult();
    }

    private void stage(List<Path> paths) throws IOException {
        if (paths.isEmpty()) {
            git.run(temporaryIndex.addCommand(Map.of()));
            return;
        }
        var command = new ArrayList<>(List.of("--literal-pathspecs", "add", "-A", "--"));
        paths.forEach(p -> command.add(workspace.relativize(p)));
        git.run(command);
    }

    private ToolResult commitResult() {
        String line = git.run(List.of("log", "-1", "--no-decorate", "--format=%h %s", "--shortstat"))
                .strip()
                .replaceAll("\\s*\n\\s*", "\n");
        return ToolResult.of("committed " + line);
    }

    @Override
    public Verification verify(JsonObject marker) {
        String before = marker.getString("head");
        String currentHead = git.head();
        if (currentHead.equals(before)) {
            return Verification.notExecuted();
        }
        String[] last = git.run(List.of("log", "-1", "--no-decorate", "--format=%P%n%B"))
                .split("\n", 2);
        boolean isOwnCommit = last[0].strip().equals(before) && last[1].strip().equals(marker.getString("message"));
        return isOwnCommit ? Verification.executed(commitResult()) : Verification.unknown();
    }
}
