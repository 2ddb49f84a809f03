package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.Tool;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A tool that gives a file new content. It notes what the file was and will be, so that after a crash the file itself tells
 * whether it happened.
 */
record Change(Workspace workspace, DiskLimit disk, Function<Arguments, byte[]> content) implements Tool.Telling {
    private static final String NO_FILE = "none";

    @Override
    public Effect plan(Call call) {
        Path file = workspace.resolve(call.arguments().text("path"));
        byte[] bytes = content.apply(call.arguments());
        long before = Workspace.attributes(file).map(a -> a.size()).orElse(0L);
        disk.require(bytes.length - before);
        JsonObject note = Json.createObjectBuilder()
                .add("path", workspace.name(file))
                .add("before", digest(file))
                .add("after", Digest.of(bytes))
                .build();
        return new Effect(note, () -> {
            workspace.write(file, bytes);
            return written(file, bytes.length);
        });
    }

    @Override
    public After after(JsonObject note) {
        Path file = workspace.resolve(note.getString("path"));
        String now = digest(file);
        if (now.equals(note.getString("after"))) {
            return After.happened(written(file, workspace.read(file).length));
        }
        return now.equals(note.getString("before")) ? After.never() : After.unknown();
    }

    private Result written(Path file, long bytes) {
        return Result.of("wrote " + workspace.name(file) + ", " + bytes + " bytes");
    }

    private String digest(Path file) {
        return Workspace.attributes(file).isEmpty() ? NO_FILE : Digest.of(workspace.read(file));
    }
}
