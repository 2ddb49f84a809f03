package dev.codeagent.client.api;

import java.util.List;

/**
 * The lines that contain a searched text.
 *
 * @param skipped the number of files that were not searched: they are binary or too large
 * @param complete whether all files were searched; false if a limit was reached before
 */
public record FileMatches(List<Match> matches, int files, int skipped, boolean complete) {

    /** A line of a file; lines count from 1. */
    public record Match(String path, int line, String text) {}
}
