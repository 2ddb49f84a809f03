package dev.codeagent.executor.git;

import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Applies a patch to the workspace's files, all of it or nothing. After a crash the files tell: as they were, it did not
 * happen; if the patch can be taken back, it did; else it may have stopped half-way.
 */
record GitApply(Workspace workspace, Git git) implements Tool.Telling {
    private static final String NO_FILE = "none";

    @Override
    public Effect plan(Call call) {
        String text = call.arguments().text("patch");
        byte[] patch = (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8);
        boolean reverse = call.arguments().flag("reverse", false);
        List<String> files = files(patch, reverse);
        if (files.isEmpty()) {
            throw new ToolError("the patch changes nothing; it must be a unified diff as git_diff prints it");
        }
        JsonArrayBuilder names = Json.createArrayBuilder();
        files.forEach(names::add);
        JsonObject note = Json.createObjectBuilder()
                .add("files", names)
                .add("before", digest(files))
                .add("patch", text)
                .add("reverse", reverse)
                .build();
        return new Effect(note, () -> act(patch, reverse, files));
    }

    private Result act(byte[] patch, boolean reverse, List<String> files) {
        git.runReading(patch, command(reverse), Map.of());
        return applied(files);
    }

    private static List<String> command(boolean reverse, String... more) {
        var command = new ArrayList<>(List.of("apply", "--whitespace=nowarn"));
        command.addAll(List.of(more));
        if (reverse) {
            command.add("--reverse");
        }
        return command;
    }

    private List<String> files(byte[] patch, boolean reverse) {
        String stat = git.runReading(patch, command(reverse, "--numstat", "-z"), Map.of());
        return stat.isEmpty()
                ? List.of()
                : java.util.Arrays.stream(stat.split("\0"))
                        .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    private String digest(List<String> files) {
        var digest = new Digest();
        for (String file : files) {
            Path path = workspace.resolve(file);
            digest.add(file);
            digest.add(
                    Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Digest.of(workspace.read(path)) : NO_FILE);
        }
        return digest.hex();
    }

    private static Result applied(List<String> files) {
        return Result.of("applied to " + String.join(", ", files));
    }

    @Override
    public After after(JsonObject note) {
        List<String> files = note.getJsonArray("files").getValuesAs(JsonString::getString);
        if (digest(files).equals(note.getString("before"))) {
            return After.never();
        }
        String text = note.getString("patch");
        byte[] patch = (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8);
        boolean done = git.succeedsReading(patch, command(!note.getBoolean("reverse"), "--check"));
        return done ? After.happened(applied(files)) : After.unknown();
    }
}
