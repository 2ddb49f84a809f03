package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/** Reading files, listing folders, and telling what a path is. */
public record ReadTools(Workspace workspace) {
    private static final int READ_LINES = 2_000;
    private static final int LIST_LIMIT = 2_000;

    public Result read(Call call) {
        Arguments arguments = call.arguments();
        Path file = workspace.resolve(arguments.text("path"));
        String[] lines = workspace.readText(file).split("\n", -1);
        int count = lines.length > 1 && lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        long first = Math.max(1, arguments.number("offset", 1));
        long limit = Math.max(1, arguments.number("limit", READ_LINES));
        var out = new StringBuilder();
        for (long i = first; i <= count && i < first + limit; i++) {
            out.append(String.format("%6d\t", i))
                    .append(lines[(int) i - 1].replace("\r", ""))
                    .append('\n');
        }
        if (first + limit <= count) {
            out.append("… lines ")
                    .append(first + limit)
                    .append(" to ")
                    .append(count)
                    .append(" are not shown\n");
        }
        return Result.of(out.isEmpty() ? "(no lines there; the file has " + count + ")" : out.toString());
    }

    public Result list(Call call) {
        Path start = workspace.resolve(call.arguments().text("path", "."));
        if (!Files.isDirectory(start)) {
            throw new ToolError("'" + workspace.name(start) + "' is not a folder");
        }
        int depth = Math.clamp(call.arguments().number("depth", 20), 1, 50);
        List<Path> files = FileTree.files(start, depth, LIST_LIMIT);
        String text = files.stream()
                .map(f -> workspace.name(f) + (Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS) ? "/" : ""))
                .collect(Collectors.joining("\n"));
        String more = files.size() >= LIST_LIMIT ? "\n… there are more; name a folder" : "";
        return Result.of(text.isEmpty() ? "(empty)" : text + more);
    }

    public Result stat(Call call) {
        Path entry = workspace.resolve(call.arguments().text("path"));
        Path named = entry.equals(workspace.root())
                ? entry
                : workspace.entry(call.arguments().text("path"));
        BasicFileAttributes attributes = Workspace.attributes(named)
                .orElseThrow(
                        () -> new ToolError("no file '" + workspace.name(named) + "'; list_files shows what there is"));
        String type = type(attributes);
        String mode = mode(named);
        var fields = Json.createObjectBuilder()
                .add("type", type)
                .add("bytes", attributes.size())
                .add("mode", mode)
                .add("modified", attributes.lastModifiedTime().toInstant().toString());
        if (attributes.isSymbolicLink()) {
            fields.add("target", workspace.name(entry));
        }
        return new Result(
                workspace.name(named) + ": " + type + ", " + attributes.size() + " bytes, " + mode + ", modified "
                        + attributes.lastModifiedTime().toInstant()
                        + (attributes.isSymbolicLink() ? ", leads to " + workspace.name(entry) : ""),
                fields.build(),
                false);
    }

    private static String type(BasicFileAttributes attributes) {
        return attributes.isRegularFile()
                ? "file"
                : attributes.isDirectory() ? "folder" : attributes.isSymbolicLink() ? "link" : "pipe or device";
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
