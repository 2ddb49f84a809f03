package dev.codeagent.api.file;

import java.util.List;

/**
 * The lines that contain the searched text.
 *
 * @param files the number of files that were searched
 * @param skipped the number of files that were not: they are binary or too large
 * @param complete whether all files were searched; false if a limit was reached before
 */
public record FileMatches(List<Match> matches, int files, int skipped, boolean complete) {
    public FileMatches {
        matches = List.copyOf(matches);
    }

    /**
     * A line of a file.
     *
     * @param line counts from 1
     * @param text the line, or the part of a long one around the match
     */
    public record Match(String path, int line, String text) {}
}
