package dev.codeagent.client.api;

import java.util.Optional;

/**
 * The body that creates the project of a branch on a git server.
 *
 * @param address with HTTPS or SSH, without credentials
 * @param key a private deploy key, for SSH
 * @param hostKey the fingerprint or the public key of the SSH server
 */
public record NewGitProject(
        String address,
        Optional<String> branch,
        Optional<String> name,
        Optional<String> subdirectory,
        Optional<String> token,
        Optional<String> username,
        Optional<String> key,
        Optional<String> hostKey) {

    /** A repository that everybody can read. */
    public static NewGitProject of(String address) {
        return new NewGitProject(
                address,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Without token and key. */
    @Override
    public String toString() {
        return "NewGitProject[" + address + "]";
    }
}
