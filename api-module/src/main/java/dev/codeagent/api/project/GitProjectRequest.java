package dev.codeagent.api.project;

import java.util.Optional;

/**
 * A request for a git project.
 *
 * @param address of the repository, with HTTPS or SSH, without credentials
 * @param branch empty for the default branch of the repository
 * @param name empty for the name of the repository
 * @param subdirectory the part of the repository that agents work on; empty for all of it
 * @param token see {@link GitAccess}, like the following ones
 */
public record GitProjectRequest(
        String address,
        String branch,
        String name,
        String subdirectory,
        Optional<String> token,
        String username,
        Optional<String> key,
        String hostKey) {

    public GitAccess access() {
        return new GitAccess(token, username, key, hostKey);
    }

    @Override
    public String toString() {
        // The address may contain a password that is refused later.
        return "GitProjectRequest[branch=" + branch + ", name=" + name + ", " + access() + "]";
    }
}
