package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolExecutionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;

/** Creates files and edits their content. */
public record WriteTools(Workspace workspace, DiskQuota diskQuota) {

    public Tool write() {
        return new FileWriteTool(workspace, diskQuota, a -> a.string("content").getBytes(StandardCharsets.UTF_8));
    }

    public Tool edit() {
        return new FileWriteTool(workspace, diskQuota, this::applyEdit);
    }

    /**
     * Returns the edited content; rejects {@code old} if it occurs more than once, unless {@code replace_all} is set.
     */
    private byte[] applyEdit(JsonArguments arguments) {
        Path file = workspace.resolve(arguments.string("path"));
        String text = workspace.readText(file);
        String old = arguments.string("old");
        String replacement = arguments.string("new");
        if (old.isEmpty()) {
            throw new ToolExecutionException("'old' is empty; use write_file to create or replace a file");
        }
        if (!text.contains(old) && text.contains("\r\n") && !old.contains("\r")) {
            old = old.replace("\n", "\r\n");
            replacement = replacement.replace("\n", "\r\n");
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
        return edited.getBytes(StandardCharsets.UTF_8);
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
