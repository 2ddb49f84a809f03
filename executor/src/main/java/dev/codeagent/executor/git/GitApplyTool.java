package dev.codeagent.executor.git;

import dev.codeagent.executor.files.PatchEncoder;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Applies a patch to the workspace atomically. After a crash the files show the outcome: unchanged means not applied;
 * if the patch can be reversed, it was applied; otherwise the outcome is unknown.
 */
record GitApplyTool(Workspace workspace, Git git) implements Tool.Verifiable {
    private static final String NO_FILE = "none";

    @Override
    public PlannedChange plan(ToolCall call) {
        String text = call.arguments().string("patch");
        boolean reverse = call.arguments().flag("reverse", false);
        byte[] patch = new PatchEncoder(workspace, reverse).encode(text);
        List<String> files = changedFiles(patch, reverse);
        if (files.isEmpty()) {
            throw new ToolExecutionException(
                    "the patch changes nothing; it must be a unified diff as git_diff prints it");
        }
        files.forEach(workspace::resolveForWrite);
        JsonArrayBuilder names = Json.createArrayBuilder();
        files.forEach(names::add);
        JsonObject marker = Json.createObjectBuilder()
                .add("files", names)
                .add("before", digest(files))
                .add("bytes", Base64.getEncoder().encodeToString(patch))
                .add("reverse", reverse)
                .build();
        return new PlannedChange(marker, () -> execute(patch, reverse, files));
    }

    private ToolResult execute(byte[] patch, boolean reverse, List<String> files) {
        git.runWithInput(patch, command(reverse), Map.of());
        return applyResult(files);
    }

    private static List<String> command(boolean reverse, String... options) {
        var command = new ArrayList<>(List.of("apply", "--whitespace=nowarn"));
        command.addAll(List.of(options));
        if (reverse) {
            command.add("--reverse");
        }
        return command;
    }

    private List<String> changedFiles(byte[] patch, boolean reverse) {
        String stat = git.runWithInput(patch, command(reverse, "--numstat", "-z"), Map.of());
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
                    Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                            ? Digest.of(workspace.readBytes(path))
                            : NO_FILE);
        }
        return digest.hex();
    }

    private static ToolResult applyResult(List<String> files) {
        return ToolResult.of("applied to " + String.join(", ", files));
    }

    @Override
    public Verification verify(JsonObject marker) {
        List<String> files = marker.getJsonArray("files").getValuesAs(JsonString::getString);
        if (digest(files).equals(marker.getString("before"))) {
            return Verification.notExecuted();
        }
        byte[] patch = Base64.getDecoder().decode(marker.getString("bytes", ""));
        boolean applied = git.succeedsWithInput(patch, command(!marker.getBoolean("reverse"), "--check"));
        return applied ? Verification.executed(applyResult(files)) : Verification.unknown();
    }
}
