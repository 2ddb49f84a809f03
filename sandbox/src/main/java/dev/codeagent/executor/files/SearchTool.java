package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds lines of text, in the files that a ripgrep without options would search: what git ignores, hidden and binary files
 * are left out.
 */
public record SearchTool(Workspace workspace) {
    private static final int SEARCH_LIMIT = 200;
    private static final int LINE_LIMIT = 400;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(20);
    private static final int MAX_CONTEXT = 20;

    /** What is shown of a file. */
    private enum Show {
        LINES,
        FILES,
        COUNTS
    }

    public Result search(Call call) {
        Arguments arguments = call.arguments();
        Pattern pattern = pattern(arguments);
        int limit = Math.clamp(arguments.number("limit", SEARCH_LIMIT), 1, 2_000);
        int context = Math.clamp(arguments.number("context", 0), 0, MAX_CONTEXT);
        Show show = arguments.flag("files_only", false)
                ? Show.FILES
                : arguments.flag("count", false) ? Show.COUNTS : Show.LINES;
        Path start = workspace.resolve(arguments.text("path", "."));
        if (Workspace.attributes(start).isEmpty()) {
            throw new ToolError("no file '" + workspace.name(start) + "'; list_files shows what there is");
        }
        var hits = new Hits(limit);
        var patience = new Patience(TIME_LIMIT);
        for (Path file : new SearchedFiles(workspace.root(), arguments).below(start)) {
            if (hits.full()) {
                break;
            }
            text(file).ifPresent(text -> searchFile(file, text, pattern, context, show, hits, patience));
        }
        String more = hits.full() ? "\n… there may be more; narrow the pattern or the path" : "";
        return Result.of(hits.lines.isEmpty() ? "no match" : String.join("\n", hits.lines) + more);
    }

    /** Nothing can be matched in what is binary, too large, or gone meanwhile. */
    private Optional<String> text(Path file) {
        try {
            return Files.size(file) > Workspace.MAX_FILE ? Optional.empty() : Workspace.text(workspace.read(file));
        } catch (ToolError | java.io.UncheckedIOException | java.io.IOException e) {
            return Optional.empty();
        }
    }

    private void searchFile(
            Path file, String text, Pattern pattern, int context, Show show, Hits hits, Patience patience) {
        List<String> lines = text.lines().toList();
        int count = 0;
        int shown = 0;
        for (int i = 0; i < lines.size() && !hits.full(); i++) {
            if (!patience.finds(pattern, lines.get(i))) {
                continue;
            }
            count++;
            if (show == Show.FILES) {
                break;
            }
            if (show == Show.LINES) {
                int from = Math.max(shown, i - context);
                hits.gap(context > 0 && from > shown && shown > 0 || context > 0 && shown == 0);
                for (int c = from; c < i; c++) {
                    hits.add(line(file, c, "-", lines.get(c)));
                }
                hits.hit(line(file, i, ":", lines.get(i)));
                shown = i + 1;
                // Lines that match themselves come as matches.
                while (shown < lines.size() && shown <= i + context && !patience.finds(pattern, lines.get(shown))) {
                    hits.add(line(file, shown, "-", lines.get(shown)));
                    shown++;
                }
            }
        }
        if (count > 0 && show != Show.LINES) {
            hits.hit(workspace.name(file) + (show == Show.COUNTS ? ": " + count : ""));
        }
    }

    private String line(Path file, int index, String mark, String line) {
        return workspace.name(file) + mark + (index + 1) + mark + " "
                + (line.length() > LINE_LIMIT ? line.substring(0, LINE_LIMIT) + "…" : line);
    }

    private static Pattern pattern(Arguments arguments) {
        String text = arguments.text("pattern");
        int flags = arguments.flag("case_sensitive", true) ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        if (arguments.flag("fixed_strings", false)) {
            return Pattern.compile(text, flags | Pattern.LITERAL);
        }
        try {
            return Pattern.compile(text, flags);
        } catch (PatternSyntaxException e) {
            String place = e.getIndex() >= 0 ? " at character " + (e.getIndex() + 1) : "";
            throw new ToolError("'" + text + "' is not a regular expression: " + e.getDescription() + place
                    + "; escape what is meant literally with \\, or give fixed_strings");
        }
    }

    /** Lines to show, up to a number of matches. */
    private static final class Hits {
        private final List<String> lines = new ArrayList<>();
        private final int limit;
        private int matches;

        Hits(int limit) {
            this.limit = limit;
        }

        void hit(String line) {
            matches++;
            lines.add(line);
        }

        void add(String line) {
            lines.add(line);
        }

        /** As grep does between pieces that do not follow each other. */
        void gap(boolean wanted) {
            if (wanted && !lines.isEmpty()) {
                lines.add("--");
            }
        }

        boolean full() {
            return matches >= limit;
        }
    }
}
