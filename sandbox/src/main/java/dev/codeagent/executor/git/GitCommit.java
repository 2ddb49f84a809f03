package dev.codeagent.executor.git;

import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commits what changed, or only some paths of it, on the branch that is checked out. HEAD tells whether it happened. */
record GitCommit(Workspace workspace, Git git, Snapshot snapshot) implements Tool.Telling {

    @Override
    public Effect plan(Call call) {
        String message = call.arguments().text("message");
        if (message.isBlank()) {
            throw new ToolError("'message' is empty");
        }
        List<Path> paths =
                call.arguments().list("paths").stream().map(workspace::resolve).toList();
        JsonObject note = Json.createObjectBuilder()
                .add("head", new Commits(git).head())
                .add("message", message.strip())
                .build();
        return new Effect(note, () -> act(message, paths));
    }

    private Result act(String message, List<Path> paths) {
        try {
            // The executor is the only one that works here, so a lock that is left is of one that died.
            Files.deleteIfExists(workspace.root().resolve(".git/index.lock"));
            stage(paths);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (git.succeeds(List.of("diff", "--cached", "--quiet", "--no-ext-diff"))) {
            throw new ToolError("there is nothing to commit");
        }
        git.runReading(
                (message.strip() + "\n").getBytes(StandardCharsets.UTF_8),
                List.of("commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=whitespace", "--file=-"),
                Map.of());
        return committed();
    }

    private void stage(List<Path> paths) throws IOException {
        if (paths.isEmpty()) {
            git.run(snapshot.add(Map.of()));
            return;
        }
        var command = new ArrayList<>(List.of("--literal-pathspecs", "add", "-A", "--"));
        paths.forEach(p -> command.add(workspace.name(p)));
        git.run(command);
    }

    private Result committed() {
        String line = git.run(List.of("log", "-1", "--no-decorate", "--format=%h %s", "--shortstat"))
                .strip()
                .replaceAll("\\s*\n\\s*", "\n");
        return Result.of("committed " + line);
    }

    @Override
    public After after(JsonObject note) {
        String before = note.getString("head");
        String now = new Commits(git).head();
        if (now.equals(before)) {
            return After.never();
        }
        String[] last = git.run(List.of("log", "-1", "--no-decorate", "--format=%P%n%B"))
                .split("\n", 2);
        boolean ours = last[0].strip().equals(before) && last[1].strip().equals(note.getString("message"));
        return ours ? After.happened(committed()) : After.unknown();
    }
}
