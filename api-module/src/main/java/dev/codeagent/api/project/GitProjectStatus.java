package dev.codeagent.api.project;

import java.util.List;
import java.util.Optional;

/**
 * The state of a git project on the server.
 *
 * @param hasSecret whether a token or a deploy key is stored
 * @param hostKeys the trusted keys of the SSH server: their types and fingerprints
 * @param commit the commit of the branch after the last transfer; empty before the first one
 */
public record GitProjectStatus(
        String address, String branch, boolean hasSecret, List<String> hostKeys, Optional<String> commit) {
    public GitProjectStatus {
        hostKeys = List.copyOf(hostKeys);
    }
}
