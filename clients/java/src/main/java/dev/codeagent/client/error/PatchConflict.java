package dev.codeagent.client.error;

import java.util.Optional;

/**
 * A part of a patch that was not applied, because the files of the user do not fit.
 *
 * @param path the file in the patch
 * @param hunk the number of the hunk in the file, from 1; missing if the whole file conflicts
 * @param line the line of the user's file where the conflict begins, from 1; missing if it is not in a line
 */
public record PatchConflict(String path, Optional<Integer> hunk, Optional<Integer> line, Reason reason) {

    /** Why a part was not applied. */
    public enum Reason {
        /** The user changed the same place, or the same binary file. */
        CHANGED,
        /** The user deleted the file. */
        DELETED,
        /** The user has another file there already. */
        EXISTS,
        /** The path is a directory, a link or another kind of file now, or a part of it is. */
        REPLACED,
        /** The server may not read the file. */
        UNREADABLE,
        /** The file is outside of the sparse checkout. */
        OUTSIDE,
        /** A reason of a newer server. */
        UNKNOWN
    }
}
