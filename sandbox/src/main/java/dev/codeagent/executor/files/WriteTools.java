package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;

/** Making files and changing what is in them. */
public record WriteTools(Workspace workspace, DiskLimit disk) {

    public Tool write() {
        return new Change(workspace, disk, a -> a.text("content").getBytes(StandardCharsets.UTF_8));
    }

    public Tool edit() {
        return new Change(workspace, disk, this::edited);
    }

    /** What an edit would write; refused where {@code old} stands in the file more than once, unless all are meant. */
    private byte[] edited(Arguments arguments) {
        Path file = workspace.resolve(arguments.text("path"));
        String text = workspace.readText(file);
        String old = arguments.text("old");
        String replacement = arguments.text("new");
        if (old.isEmpty()) {
            throw new ToolError("'old' is empty; use write_file to make or replace a file");
        }
        if (!text.contains(old) && text.contains("\r\n") && !old.contains("\r")) {
            old = old.replace("\n", "\r\n");
            replacement = replacement.replace("\n", "\r\n");
        }
        int at = text.indexOf(old);
        if (at < 0) {
            throw new ToolError("'old' does not stand in " + workspace.name(file)
                    + "; it must match exactly, white space too: read the file again");
        }
        boolean all = arguments.flag("replace_all", false);
        if (!all && text.indexOf(old, at + 1) >= 0) {
            throw new ToolError("'old' stands in " + workspace.name(file) + " more than once (lines "
                    + places(text, old) + "); take in more of the lines around it, or give replace_all");
        }
        String edited = all
                ? text.replace(old, replacement)
                : text.substring(0, at) + replacement + text.substring(at + old.length());
        if (edited.equals(text)) {
            throw new ToolError("'old' and 'new' are the same; nothing would change");
        }
        return edited.getBytes(StandardCharsets.UTF_8);
    }

    private static String places(String text, String old) {
        var lines = new ArrayList<String>();
        for (int at = text.indexOf(old); at >= 0 && lines.size() < 10; at = text.indexOf(old, at + 1)) {
            lines.add(String.valueOf(
                    1 + text.substring(0, at).chars().filter(c -> c == '\n').count()));
        }
        return String.join(", ", lines);
    }
}
