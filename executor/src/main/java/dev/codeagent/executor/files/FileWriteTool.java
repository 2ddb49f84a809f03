package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Replaces the content of a file. The marker contains the digests of the old and the new content, so that the file
 * itself shows after a crash whether the call happened.
 */
record FileWriteTool(Workspace workspace, DiskQuota diskQuota, Function<JsonArguments, byte[]> content)
        implements Tool.Verifiable {
    private static final String NO_FILE = "none";

    @Override
    public PlannedChange plan(ToolCall call) {
        Path file = workspace.resolve(call.arguments().string("path"));
        byte[] bytes = content.apply(call.arguments());
        long previousSize = Workspace.attributes(file).map(a -> a.size()).orElse(0L);
        diskQuota.reserve(bytes.length - previousSize);
        JsonObject marker = Json.createObjectBuilder()
                .add("path", workspace.relativize(file))
                .add("before", digest(file))
                .add("after", Digest.of(bytes))
                .build();
        return new PlannedChange(marker, () -> {
            workspace.write(file, bytes);
            return writeResult(file, bytes.length);
        });
    }

    @Override
    public Verification verify(JsonObject marker) {
        Path file = workspace.resolve(marker.getString("path"));
        String currentDigest = digest(file);
        if (currentDigest.equals(marker.getString("after"))) {
            return Verification.executed(writeResult(file, workspace.readBytes(file).length));
        }
        return currentDigest.equals(marker.getString("before")) ? Verification.notExecuted() : Verification.unknown();
    }

    private ToolResult writeResult(Path file, long bytes) {
        return ToolResult.of("wrote " + workspace.relativize(file) + ", " + bytes + " bytes");
    }

    private String digest(Path file) {
        return Workspace.attributes(file).isEmpty() ? NO_FILE : Digest.of(workspace.readBytes(file));
    }
}
