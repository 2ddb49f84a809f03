package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finding lines of text. */
public record SearchTool(Workspace workspace) {
    private static final int SEARCH_LIMIT = 200;
    private static final int LINE_LIMIT = 400;

    public Result search(Call call) {
        Arguments arguments = call.arguments();
        Pattern pattern = pattern(arguments.text("pattern"));
        Path start = workspace.resolve(arguments.text("path", "."));
        String glob = arguments.text("glob", "");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + (glob.isEmpty() ? "**" : glob));
        int limit = Math.clamp(arguments.number("limit", SEARCH_LIMIT), 1, 2_000);
        var hits = new ArrayList<String>();
        for (Path file : FileTree.files(start, 50, 50_000)) {
            Path name = workspace.root().relativize(file);
            boolean wanted = matcher.matches(name) || matcher.matches(name.getFileName());
            if (wanted && hits.size() < limit) {
                searchFile(file, pattern, limit, hits);
            }
        }
        String more = hits.size() >= limit ? "\n… there may be more; narrow the pattern or the path" : "";
        return Result.of(hits.isEmpty() ? "no match" : String.join("\n", hits) + more);
    }

    private void searchFile(Path file, Pattern pattern, int limit, List<String> hits) {
        String text;
        try {
            text = workspace.readText(file);
        } catch (ToolError e) {
            return; // Binary or too large: nothing to match in it.
        }
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (hits.size() < limit && pattern.matcher(line).find()) {
                String shown = line.replace("\r", "");
                hits.add(workspace.name(file) + ":" + number + ": "
                        + (shown.length() > LINE_LIMIT ? shown.substring(0, LINE_LIMIT) + "…" : shown));
            }
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new ToolError("'" + text + "' is not a regular expression: " + e.getDescription());
        }
    }
}
