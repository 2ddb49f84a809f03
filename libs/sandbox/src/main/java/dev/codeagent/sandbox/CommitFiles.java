package dev.codeagent.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one commit, read from the git objects: neither the working tree nor links are followed. Methods throw
 * {@link dev.codeagent.api.error.AgentException} with WORKSPACE_FAILED if the repository cannot be read.
 */
public interface CommitFiles {

    /**
     * The text of a file; empty if the commit does not contain it.
     *
     * @throws dev.codeagent.api.error.AgentException WORKSPACE_FAILED if it is not a regular file of at most a megabyte
     */
    Optional<String> readText(String path);

    /**
     * All files and links below a folder; the empty path lists the whole commit.
     *
     * @throws dev.codeagent.api.error.AgentException WORKSPACE_FAILED if it is not a folder
     */
    List<Entry> list(String folder);

    /** Those of the paths that are files or folders of the commit. */
    Set<String> existing(Set<String> paths);

    /** The contents of blobs, by blob name. All of them are held in memory at once, so request few. */
    Map<String, byte[]> readBlobs(List<String> blobs);

    /**
     * A file or a link.
     *
     * @param path relative to the requested folder, with slashes
     * @param mode the mode in git: 100644, 100755 or 120000
     * @param blob the name of the blob with the content; for a link, its target
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
