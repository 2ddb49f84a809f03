package dev.codeagent.projects;

import dev.codeagent.api.file.FileMatches;
import dev.codeagent.api.file.FileSearch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Searches a text in files, within limits of time and size. The text is no pattern, so no input makes it slow. */
final class ContentSearch {
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final long MAX_TOTAL_BYTES = 256L << 20;
    private static final Duration MAX_TIME = Duration.ofSeconds(10);
    private static final int BINARY_PREFIX = 8_000;
    private static final int MAX_LINE_CHARS = 400;
    private static final int CONTEXT_CHARS = 100;

    private final FileSearch search;
    private final Pattern pattern;
    private final long deadline = System.nanoTime() + MAX_TIME.toNanos();
    private final List<FileMatches.Match> matches = new ArrayList<>();
    private int files;
    private int skipped;
    private long bytes;
    private boolean complete = true;

    ContentSearch(FileSearch search) {
        this.search = search;
        int ignoreCase = search.ignoreCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        this.pattern = Pattern.compile(search.text(), Pattern.LITERAL | ignoreCase);
    }

    FileMatches run(FileTree tree, List<String> names) {
        tree.forEach(names, MAX_FILE_BYTES, this::searchFile);
        return new FileMatches(matches, files, skipped, complete);
    }

    /** Returns whether to go on. */
    private boolean searchFile(String name, Optional<byte[]> content) {
        if (matches.size() >= search.limit() || bytes > MAX_TOTAL_BYTES || System.nanoTime() > deadline) {
            complete = false;
            return false;
        }
        if (content.filter(c -> !isBinary(c)).isEmpty()) {
            skipped++;
            return true;
        }
        files++;
        bytes += content.get().length;
        String text = new String(content.get(), StandardCharsets.UTF_8);
        int number = 0;
        int begin = 0;
        while (begin <= text.length() && matches.size() < search.limit()) {
            int end = text.indexOf('\n', begin);
            String line = text.substring(begin, end < 0 ? text.length() : end);
            number++;
            begin = end < 0 ? text.length() + 1 : end + 1;
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                matches.add(new FileMatches.Match(GitPaths.display(name), number, shorten(line, matcher.start())));
            }
        }
        return true;
    }

    private static boolean isBinary(byte[] content) {
        for (int i = 0; i < Math.min(content.length, BINARY_PREFIX); i++) {
            if (content[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static String shorten(String line, int match) {
        String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        if (text.length() <= MAX_LINE_CHARS) {
            return text;
        }
        int begin = Math.max(0, Math.min(match - CONTEXT_CHARS, text.length() - MAX_LINE_CHARS));
        return (begin > 0 ? "…" : "")
                + text.substring(begin, begin + MAX_LINE_CHARS)
                + (begin + MAX_LINE_CHARS < text.length() ? "…" : "");
    }
}
