package dev.codeagent.executor;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Reading, listing, searching, editing and writing files. */
record FileTools(Workspace workspace) {
    private static final int READ_LINES = 2_000;
    private static final int LIST_LIMIT = 2_000;
    private static final int SEARCH_LIMIT = 200;
    private static final int LINE_LIMIT = 400;

    Result read(Arguments arguments) {
        Path file = workspace.resolve(arguments.text("path"));
        String[] lines = workspace.readText(file).split("\n", -1);
        int count = lines.length > 1 && lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        int first = Math.max(1, arguments.number("offset", 1));
        int limit = Math.max(1, arguments.number("limit", READ_LINES));
        var out = new StringBuilder();
        for (int i = first; i <= count && i < first + limit; i++) {
            out.append(String.format("%6d\t", i))
                    .append(lines[i - 1].replace("\r", ""))
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

    Result list(Arguments arguments) {
        Path start = workspace.resolve(arguments.text("path", "."));
        if (!Files.isDirectory(start)) {
            throw new ToolError("'" + workspace.name(start) + "' is not a folder");
        }
        List<Path> files = workspace.files(start, Math.clamp(arguments.number("depth", 20), 1, 50), LIST_LIMIT);
        String text = files.stream()
                .map(f -> workspace.name(f) + (Files.isDirectory(f) ? "/" : ""))
                .collect(Collectors.joining("\n"));
        String more = files.size() >= LIST_LIMIT ? "\n… there are more; name a folder" : "";
        return Result.of(text.isEmpty() ? "(empty)" : text + more);
    }

    Result search(Arguments arguments) {
        Pattern pattern = pattern(arguments.text("pattern"));
        Path start = workspace.resolve(arguments.text("path", "."));
        String glob = arguments.text("glob", "");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + (glob.isEmpty() ? "**" : glob));
        int limit = Math.clamp(arguments.number("limit", SEARCH_LIMIT), 1, 2_000);
        var hits = new ArrayList<String>();
        for (Path file : workspace.files(start, 50, 50_000)) {
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

    /** What an edit would write; refused unless {@code old} stands in the file exactly once. */
    byte[] edited(Arguments arguments) {
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
        if (text.indexOf(old, at + 1) >= 0) {
            throw new ToolError("'old' stands in " + workspace.name(file) + " more than once (lines "
                    + places(text, old) + "); take in more of the lines around it");
        }
        return (text.substring(0, at) + replacement + text.substring(at + old.length()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String places(String text, String old) {
        var lines = new ArrayList<String>();
        for (int at = text.indexOf(old); at >= 0 && lines.size() < 10; at = text.indexOf(old, at + 1)) {
            lines.add(String.valueOf(
                    1 + text.substring(0, at).chars().filter(c -> c == '\n').count()));
        }
        return String.join(", ", lines);
    }

    byte[] written(Arguments arguments) {
        return arguments.text("content").getBytes(StandardCharsets.UTF_8);
    }
}
