package dev.codeagent.api.run;

import java.util.List;

/**
 * A file of a run's patch, divided into the parts that can be applied separately.
 *
 * @param status added, modified or deleted
 * @param taken whether the whole file was applied
 * @param hunks empty if the file can only be applied as a whole: binary files, links, added or deleted files, mode
 *     changes
 */
public record PatchFile(String path, String status, boolean taken, List<Hunk> hunks) {
    public PatchFile {
        hunks = List.copyOf(hunks);
    }

    /**
     * A hunk.
     *
     * @param number from 1; stable as long as the run's branch exists
     * @param text its header and lines in unified diff format; lines that are not UTF-8 are decoded as windows-1252
     * @param textBase64 the exact bytes of the text
     * @param taken whether it was applied
     */
    public record Hunk(int number, String text, String textBase64, boolean taken) {}
}
