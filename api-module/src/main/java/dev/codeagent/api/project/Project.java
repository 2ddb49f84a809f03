package dev.codeagent.api.project;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Files that agents may work on: a directory of the user, or what the server has of files elsewhere.
 *
 * @param path of a folder: absolute; the root of the git repository, if the directory is in one. Of a git project: the
 *     address of the repository, without credentials
 * @param subdirectory the part of the repository that agents build and test, and in which their prompts tell them to work, relative to its
 *     root with slashes; empty for all of it
 * @param branch the branch of a git project; empty for the other kinds
 */
public record Project(
        ProjectId id,
        String name,
        String path,
        String owner,
        Instant createdAt,
        String subdirectory,
        ProjectKind kind,
        String branch) {

    /** Times are stored in milliseconds, and the answer that creates a project is the same as later ones. */
    public Project {
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A folder. */
    public Project(ProjectId id, String name, String path, String owner, Instant createdAt, String subdirectory) {
        this(id, name, path, owner, createdAt, subdirectory, ProjectKind.FOLDER, "");
    }

    /** A folder without a chosen part. */
    public Project(ProjectId id, String name, String path, String owner, Instant createdAt) {
        this(id, name, path, owner, createdAt, "");
    }
}
