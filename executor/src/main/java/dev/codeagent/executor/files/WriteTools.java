package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolExecutionException;
import java.nio.file.Path;
import java.util.ArrayList;

/** Creates files and edits their content. The encoding and the line ends of a file stay as they are. */
public record WriteTools(Workspace workspace, DiskQuota diskQuota) {

    public Tool write() {
        return new FileWriteTool(workspace, diskQuota, this::newContent);
    }

    public Tool edit() {
        return new FileWriteTool(workspace, diskQuota, this::applyEdit);
    }

    /** The content of a file that is created, or of one that is replaced, with the format of the old one. */
    private FileWriteTool.Content newContent(JsonArguments arguments) {
        Path file = workspace.resolve(arguments.string("path"));
        String text = TextEncoding.withoutMark(arguments.string("content"));
        String name = workspace.relativize(file);
        byte[] existing = Workspace.attributes(file).isPresent() ? workspace.readBytes(file) : new byte[0];
        if (existing.length == 0) {
            NewFileFormat format = NewFileFormat.of(workspace.root(), file);
            String converted = LineEnds.of("").applyTo(text, format.lineEnd());
            return content(text, converted, format.encoding(), name);
        }
        return TextEncoding.decode(existing)
                .map(old -> {
                    LineEnds lineEnds = LineEnds.of(old.text());
                    boolean removesLastEnd = lineEnds.endsWithoutLineEnd() && text.endsWith(LineEnds.LF);
                    String body =
                            removesLastEnd ? text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1)) : text;
                    return content(text, lineEnds.applyTo(body, LineEnds.LF), old.encoding(), name);
                })
                .orElseGet(() -> content(text, text, TextEncoding.UTF_8, name)); // Replaces a binary file.
    }

    /** @param given the text of the model, to report what is different in the file */
    private static FileWriteTool.Content content(String given, String text, TextEncoding encoding, String file) {
        var notes = new ArrayList<String>();
        if (!encoding.isPlainUtf8()) {
            notes.add(encoding.label());
        }
        LineEnds lineEnds = LineEnds.of(text);
        if (!given.equals(text)) {
            String end = lineEnds.dominant("");
            if (!end.isEmpty() && !end.equals(LineEnds.LF)) {
                notes.add((end.equals(LineEnds.CRLF) ? "CRLF" : "CR") + " line ends");
            }
            if (given.endsWith(LineEnds.LF) && lineEnds.endsWithoutLineEnd()) {
                notes.add("no line end at the end of the file");
            }
        }
        String note = notes.isEmpty() ? "" : " (as before or configured: " + String.join(", ", notes) + ")";
        return new FileWriteTool.Content(encoding.encode(text, file, "content"), note);
    }

    /**
     * Returns the edited content; rejects {@code old} if it occurs more than once, unless {@code replace_all} is set.
     */
    private FileWriteTool.Content applyEdit(JsonArguments arguments) {
        Path file = workspace.resolve(arguments.string("path"));
        TextEncoding.Decoded decoded = workspace.decode(file, workspace.readBytes(file));
        String text = LineEnds.normalize(decoded.text());
        String old = TextEncoding.withoutMark(arguments.string("old"));
        String replacement = TextEncoding.withoutMark(arguments.string("new"));
        if (old.isEmpty()) {
            throw new ToolExecutionException("'old' is empty; use write_file to create or replace a file");
        }
        if (!text.contains(old) && old.contains("\r")) {
            // The model gives the line ends as the file has them.
            old = LineEnds.normalize(old);
            replacement = LineEnds.normalize(replacement);
        }
        int at = text.indexOf(old);
        if (at < 0) {
            throw new ToolExecutionException("'old' was not found in " + workspace.relativize(file)
                    + "; it must match exactly, including white space: read the file again");
        }
        boolean all = arguments.flag("replace_all", false);
        if (!all && text.indexOf(old, at + 1) >= 0) {
            throw new ToolExecutionException("'old' occurs in " + workspace.relativize(file) + " more than once (lines "
                    + lineNumbers(text, old) + "); include more of the surrounding lines, or set replace_all");
        }
        String edited = all
                ? text.replace(old, replacement)
                : text.substring(0, at) + replacement + text.substring(at + old.length());
        if (edited.equals(text)) {
            throw new ToolExecutionException("'old' and 'new' are the same; nothing would change");
        }
        String result = LineEnds.of(decoded.text())
                .applyTo(edited, NewFileFormat.of(workspace.root(), file).lineEnd());
        return new FileWriteTool.Content(decoded.encoding().encode(result, workspace.relativize(file), "new"), "");
    }

    private static String lineNumbers(String text, String old) {
        var lines = new ArrayList<String>();
        for (int at = text.indexOf(old); at >= 0 && lines.size() < 10; at = text.indexOf(old, at + 1)) {
            lines.add(String.valueOf(
                    1 + text.substring(0, at).chars().filter(c -> c == '\n').count()));
        }
        return String.join(", ", lines);
    }
}
