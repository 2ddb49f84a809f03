package dev.codeagent.api.project;

/**
 * A directory that a client names to find or create a project. In a git repository the project is the whole repository,
 * unless a part is chosen.
 *
 * @param path absolute; empty if the client names none
 * @param subdirectory the chosen part, relative to {@code path}; {@code .} chooses the directory itself, and empty
 *     chooses no part
 */
public record ProjectDirectory(String path, String subdirectory) {

    /** A directory without a chosen part. */
    public ProjectDirectory(String path) {
        this(path, "");
    }
}
