package dev.codeagent.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one commit, read from the repository's objects: no working tree is read, and no link is followed. Methods throw
 * {@link dev.codeagent.api.error.AgentException} with WORKSPACE_FAILED where the repository cannot be read.
 */
public interface CommitFiles {

    /**
     * The text of a file; empty if the commit does not contain it.
     *
     * @throws dev.codeagent.api.error.AgentException WORKSPACE_FAILED if it is not a regular file of at most a megabyte
     */
    Optional<String> readText(String path);

    /** All files and links below a folder; the empty path lists the whole commit. WORKSPACE_FAILED if it is not a folder. */
    List<Entry> list(String folder);

    /** The contents of blobs, by blob name. All of them are held in memory at once, so request few. */
    Map<String, byte[]> readBlobs(List<String> blobs);

    /**
     * A file or a link.
     *
     * @param path from the folder that was asked for, with slashes
     * @param mode git's own: 100644, 100755 or 120000
     * @param blob names the content; that of a link is its target
     * @param size in bytes
     */
    record Entry(String path, String mode, String blob, long size) {
        public boolean isLink() {
            return mode.equals("120000");
        }

        public boolean isExecutable() {
            return mode.equals("100755");
        }
    }
}
