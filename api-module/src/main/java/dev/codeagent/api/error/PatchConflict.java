package dev.codeagent.api.error;

import java.util.Optional;

/**
 * A part of a patch that was not applied, because the files of the user do not fit.
 *
 * @param path the file in the patch
 * @param hunk the number of the hunk in the file, from 1; missing if the whole file conflicts
 * @param line the line of the user's file where the conflict begins, from 1; missing if it is not in a line
 */
public record PatchConflict(String path, Optional<Integer> hunk, Optional<Integer> line, Reason reason) {

    /**
     * Why a part was not applied: the user {@code changed} the same place, {@code deleted} the file or has another one
     * that {@code exists} already; the path was {@code replaced} by a directory, a link or another kind of file, also
     * above it; the file is {@code unreadable}, or {@code outside} of the sparse checkout.
     */
    public enum Reason {
        CHANGED,
        DELETED,
        EXISTS,
        REPLACED,
        UNREADABLE,
        OUTSIDE
    }

    /** The conflict of a whole file. */
    public static PatchConflict ofFile(String path, Reason reason) {
        return new PatchConflict(path, Optional.empty(), Optional.empty(), reason);
    }
}
