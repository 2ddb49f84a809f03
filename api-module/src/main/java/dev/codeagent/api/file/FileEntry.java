package dev.codeagent.api.file;

/**
 * An entry of a directory.
 *
 * @param path relative to the root of the project, with slashes; a name that is not UTF-8 is quoted as git does it
 * @param bytes the size of a file; 0 for other types
 */
public record FileEntry(String path, Type type, long bytes) {

    /** What an entry is. */
    public enum Type {
        FILE,
        DIRECTORY,
        /** A symbolic link; it is listed and never followed. */
        LINK,
        /** A repository whose files are not part of this one. */
        REPOSITORY
    }
}
