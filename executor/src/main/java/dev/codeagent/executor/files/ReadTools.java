package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
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

/** Reads files, lists directories and reports the type of a path. */
public record ReadTools(Workspace workspace) {
    private static final int DEFAULT_READ_LINES = 2_000;
    private static final int MAX_LISTED_FILES = 2_000;

    public ToolResult read(ToolCall call) {
        JsonArguments arguments = call.arguments();
        Path file = workspace.resolve(arguments.string("path"));
        TextEncoding.Decoded decoded = workspace.decode(file, workspace.readBytes(file));
        String[] lines = LineEnds.normalize(decoded.text()).split("\n", -1);
        int count = lines.length > 1 && lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        long first = Math.max(1, arguments.number("offset", 1));
        long limit = Math.max(1, arguments.number("limit", DEFAULT_READ_LINES));
        var out = new StringBuilder();
        for (long i = first; i <= count && i < first + limit; i++) {
            out.append(String.format("%6d\t", i)).append(lines[(int) i - 1]).append('\n');
        }
        if (first + limit <= count) {
            out.append("… lines ")
                    .append(first + limit)
                    .append(" to ")
                    .append(count)
                    .append(" are not shown\n");
        }
        if (!out.isEmpty() && !decoded.encoding().isPlainUtf8()) {
            out.append("(encoding: ")
                    .append(decoded.encoding().label())
                    .append("; edit_file and write_file keep it)\n");
        }
        return ToolResult.of(out.isEmpty() ? "(no lines in this range; the file has " + count + ")" : out.toString());
    }

    public ToolResult list(ToolCall call) {
        Path start = workspace.resolve(call.arguments().string("path", "."));
        if (!Files.isDirectory(start)) {
            throw new ToolExecutionException("'" + workspace.relativize(start) + "' is not a folder");
        }
        int depth = Math.clamp(call.arguments().number("depth", 20), 1, 50);
        List<Path> files = FileTree.listFiles(start, depth, MAX_LISTED_FILES);
        String text = files.stream()
                .map(f -> workspace.relativize(f) + (Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS) ? "/" : ""))
                .collect(Collectors.joining("\n"));
        String more = files.size() >= MAX_LISTED_FILES ? "\n… there are more; list a folder below" : "";
        return ToolResult.of(text.isEmpty() ? "(empty)" : text + more);
    }

    public ToolResult stat(ToolCall call) {
        Path entry = workspace.resolve(call.arguments().string("path"));
        Path path = entry.equals(workspace.root())
                ? entry
                : workspace.resolveNoFollow(call.arguments().string("path"));
        BasicFileAttributes attributes = Workspace.attributes(path).orElseThrow(() -> workspace.noFile(path));
        String type = type(attributes);
        String mode = mode(path);
        var fields = Json.createObjectBuilder()
                .add("type", type)
                .add("bytes", attributes.size())
                .add("mode", mode)
                .add("modified", attributes.lastModifiedTime().toInstant().toString());
        if (attributes.isSymbolicLink()) {
            fields.add("target", workspace.relativize(entry));
        }
        return new ToolResult(
                workspace.relativize(path) + ": " + type + ", " + attributes.size() + " bytes, " + mode + ", modified "
                        + attributes.lastModifiedTime().toInstant()
                        + (attributes.isSymbolicLink() ? ", leads to " + workspace.relativize(entry) : ""),
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
