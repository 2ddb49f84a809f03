package dev.codeagent.projects;

import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileContent;
import dev.codeagent.api.file.FileEntry;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiPredicate;

/** Files that clients can list and read: those of a working tree, or of a commit. Names are as in {@link GitPaths}. */
interface FileTree {
    /** The names of all files, links and repositories. */
    SortedSet<String> names();

    /** An entry that is no directory; empty if there is none of this name. */
    Optional<FileEntry> find(String name);

    /** A part of a regular file; empty if there is no such file. */
    Optional<FileContent> read(String name, ByteRange range);

    /**
     * Reads regular files one after another until the consumer returns false.
     *
     * @param maxBytes larger files are given as empty
     */
    void forEach(List<String> names, int maxBytes, BiPredicate<String, Optional<byte[]>> consumer);
}
