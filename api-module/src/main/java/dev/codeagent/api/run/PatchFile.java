package dev.codeagent.api.run;

import java.util.List;

/**
 * A file of a run's patch, in the parts in which it can be accepted.
 *
 * @param status added, modified or deleted
 * @param taken whether all of it was accepted
 * @param hunks empty where it can only be accepted whole: binary, a link, added, deleted, another mode
 */
public record PatchFile(String path, String status, boolean taken, List<Hunk> hunks) {
    public PatchFile {
        hunks = List.copyOf(hunks);
    }

    /**
     * A hunk.
     *
     * @param number from 1; it stays as long as the run's branch stays
     * @param text its head and lines as in a unified diff
     * @param taken whether it was accepted
     */
    public record Hunk(int number, String text, boolean taken) {}
}
