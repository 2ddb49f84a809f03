package dev.codeagent.api.project;

import java.time.Instant;

/**
 * A directory of the user that agents may work on.
 *
 * @param path absolute; the root of the git repository, if the directory is in one
 * @param subdirectory the part of the repository that agents build and test and are told to work in, relative to
 *     {@code path} with slashes; empty for all of it
 */
public record Project(ProjectId id, String name, String path, String owner, Instant createdAt, String subdirectory) {

    /** A project without a chosen part. */
    public Project(ProjectId id, String name, String path, String owner, Instant createdAt) {
        this(id, name, path, owner, createdAt, "");
    }
}
