package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Searches lines of text in the files that ripgrep without options searches: ignored, hidden and binary files are
 * skipped. The result names files that could not be searched.
 */
public record SearchTool(Workspace workspace) {
    private static final int DEFAULT_MATCH_LIMIT = 200;
    private static final int MAX_LINE_CHARS = 400;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_CONTEXT_LINES = 20;
    private static final int MAX_PATTERN_CHARS = 10_000;
    private static final int MAX_REPETITIONS = 1_000_000;
    private static final Pattern COUNTED_REPETITION = Pattern.compile("\\{(\\d+)");

    /** What the result shows of a file. */
    private enum OutputMode {
        LINES,
        FILES,
        COUNTS
    }

    public ToolResult search(ToolCall call) {
        JsonArguments arguments = call.arguments();
        Pattern pattern = compilePattern(arguments);
        int limit = Math.clamp(arguments.number("limit", DEFAULT_MATCH_LIMIT), 1, 2_000);
        int context = Math.clamp(arguments.number("context", 0), 0, MAX_CONTEXT_LINES);
        OutputMode mode = arguments.flag("files_only", false)
                ? OutputMode.FILES
                : arguments.flag("count", false) ? OutputMode.COUNTS : OutputMode.LINES;
        Path start = workspace.resolve(arguments.string("path", "."));
        if (Workspace.attributes(start).isEmpty()) {
            throw workspace.noFile(start);
        }
        var collector = new MatchCollector(limit);
        var matcher = new TimedMatcher(TIMEOUT);
        var skipped = new SkippedFiles(workspace);
        var finder = new SearchFileFinder(workspace.root(), arguments, matcher::checkDeadline);
        for (Path file : finder.find(start)) {
            if (collector.isFull()) {
                break;
            }
            readText(file, skipped)
                    .ifPresent(text -> searchFile(file, text, pattern, context, mode, collector, matcher));
        }
        if (finder.reachedLimit()) {
            skipped.addRest(SearchFileFinder.MAX_FILES);
        }
        String more = collector.isFull() ? "\n… there may be more; narrow the pattern or the path" : "";
        return ToolResult.of((collector.lines.isEmpty() ? "no match" : String.join("\n", collector.lines))
                + more
                + skipped.describe());
    }

    /** Empty if the file cannot be searched; a file that was deleted meanwhile is not reported. */
    private Optional<String> readText(Path file, SkippedFiles skipped) {
        try {
            long size = Files.size(file);
            if (size > Workspace.MAX_FILE_BYTES) {
                skipped.add(file, size + " bytes, more than " + Workspace.MAX_FILE_BYTES);
                return Optional.empty();
            }
            byte[] bytes = workspace.readBytes(file);
            Optional<String> text = TextEncoding.decode(bytes).map(d -> LineEnds.normalize(d.text()));
            if (text.isEmpty()) {
                skipped.addBinary(file, FileTypeDetector.describe(bytes));
            }
            return text;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (ToolExecutionException | java.io.UncheckedIOException | java.io.IOException e) {
            if (Workspace.attributes(file).isPresent()) {
                skipped.add(file, "not readable");
            }
            return Optional.empty();
        }
    }

    private void searchFile(
            Path file,
            String text,
            Pattern pattern,
            int context,
            OutputMode mode,
            MatchCollector collector,
            TimedMatcher matcher) {
        List<String> lines = LineEnds.of(text).contents();
        int count = 0;
        int nextUnshownLine = 0;
        for (int i = 0; i < lines.size() && !collector.isFull(); i++) {
            if (!matcher.find(pattern, lines.get(i))) {
                continue;
            }
            count++;
            if (mode == OutputMode.FILES) {
                break;
            }
            if (mode == OutputMode.LINES) {
                int from = Math.max(nextUnshownLine, i - context);
                collector.addSeparator(context > 0 && from > nextUnshownLine && nextUnshownLine > 0
                        || context > 0 && nextUnshownLine == 0);
                for (int c = from; c < i; c++) {
                    collector.addContext(formatLine(file, c, "-", lines.get(c)));
                }
                collector.addMatch(formatLine(file, i, ":", lines.get(i)));
                nextUnshownLine = i + 1;
                // A line that matches is added as a match, not as context.
                while (nextUnshownLine < lines.size()
                        && nextUnshownLine <= i + context
                        && !matcher.find(pattern, lines.get(nextUnshownLine))) {
                    collector.addContext(formatLine(file, nextUnshownLine, "-", lines.get(nextUnshownLine)));
                    nextUnshownLine++;
                }
            }
        }
        if (count > 0 && mode != OutputMode.LINES) {
            collector.addMatch(workspace.relativize(file) + (mode == OutputMode.COUNTS ? ": " + count : ""));
        }
    }

    private String formatLine(Path file, int index, String separator, String line) {
        return workspace.relativize(file) + separator + (index + 1) + separator + " "
                + (line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) + "…" : line);
    }

    private static Pattern compilePattern(JsonArguments arguments) {
        String text = arguments.string("pattern");
        int flags = arguments.flag("case_sensitive", true) ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        if (arguments.flag("fixed_strings", false)) {
            return Pattern.compile(text, flags | Pattern.LITERAL);
        }
        requireBoundedRepetitions(text);
        try {
            return Pattern.compile(text, flags);
        } catch (StackOverflowError e) {
            throw new ToolExecutionException(
                    "the regular expression is nested too deeply; use fewer groups, or set fixed_strings");
        } catch (PatternSyntaxException e) {
            String position = e.getIndex() >= 0 ? " at character " + (e.getIndex() + 1) : "";
            throw new ToolExecutionException("'" + text + "' is not a regular expression: " + e.getDescription()
                    + position + "; escape literal characters with \\, or set fixed_strings");
        }
    }

    /** An empty group that is repeated often runs long without reading a character, so no deadline would stop it. */
    private static void requireBoundedRepetitions(String pattern) {
        double repetitions = 1;
        for (Matcher counted = COUNTED_REPETITION.matcher(pattern); counted.find(); ) {
            repetitions *= Math.max(1, Double.parseDouble(counted.group(1)));
        }
        if (repetitions > MAX_REPETITIONS || pattern.length() > MAX_PATTERN_CHARS) {
            throw new ToolExecutionException("the regular expression has more than " + MAX_PATTERN_CHARS
                    + " characters, or its counted repetitions multiply to more than " + MAX_REPETITIONS
                    + "; simplify it, or set fixed_strings");
        }
    }

    /** Collects the lines to show, up to a number of matches. */
    private static final class MatchCollector {
        private final List<String> lines = new ArrayList<>();
        private final int limit;
        private int matches;

        MatchCollector(int limit) {
            this.limit = limit;
        }

        void addMatch(String line) {
            matches++;
            lines.add(line);
        }

        void addContext(String line) {
            lines.add(line);
        }

        /** Separates groups of lines that are not adjacent, as grep does. */
        void addSeparator(boolean isNeeded) {
            if (isNeeded && !lines.isEmpty()) {
                lines.add("--");
            }
        }

        boolean isFull() {
            return matches >= limit;
        }
    }
}
