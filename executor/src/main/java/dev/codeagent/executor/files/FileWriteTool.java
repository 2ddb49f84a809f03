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
record FileWriteTool(Workspace workspace, DiskQuota diskQuota, Function<JsonArguments, Content> content)
        implements Tool.Verifiable {
    private static final String NO_FILE = "none";

    /**
     * The new content of a file.
     *
     * @param note how it differs from the text of the model, for the result; empty if it does not
     */
    record Content(byte[] bytes, String note) {}

    @Override
    public PlannedChange plan(ToolCall call) {
        Path file = workspace.resolveForWrite(call.arguments().string("path"));
        Content newContent = content.apply(call.arguments());
        byte[] bytes = newContent.bytes();
        long previousSize = Workspace.attributes(file).map(a -> a.size()).orElse(0L);
        diskQuota.reserve(bytes.length - previousSize);
        JsonObject marker = Json.createObjectBuilder()
                .add("path", workspace.relativize(file))
                .add("before", digest(file))
                .add("after", Digest.of(bytes))
                .build();
        return new PlannedChange(marker, () -> {
            workspace.write(file, bytes);
            return writeResult(file, bytes.length, newContent.note());
        });
    }

    @Override
    public Verification verify(JsonObject marker) {
        Path file = workspace.resolve(marker.getString("path"));
        String currentDigest = digest(file);
        if (currentDigest.equals(marker.getString("after"))) {
            return Verification.executed(writeResult(file, workspace.readBytes(file).length, ""));
        }
        return currentDigest.equals(marker.getString("before")) ? Verification.notExecuted() : Verification.unknown();
    }

    private ToolResult writeResult(Path file, long bytes, String note) {
        return ToolResult.of("wrote " + workspace.relativize(file) + ", " + bytes + " bytes" + note);
    }

    private String digest(Path file) {
        return Workspace.attributes(file).isEmpty() ? NO_FILE : Digest.of(workspace.readBytes(file));
    }
}
