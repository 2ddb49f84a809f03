package dev.codeagent.api.project;

import java.util.Optional;

/**
 * How the server gets access to the repository of a git project. What is not given stays as it is.
 *
 * @param token for an address with HTTPS; stored encrypted, and never returned
 * @param username goes with the token, if the git server wants a certain one
 * @param key the private deploy key for an address with SSH, without a passphrase; stored encrypted, and never returned
 * @param hostKey the key of the SSH server that the caller trusts: its fingerprint ({@code SHA256:…}), or the public key
 */
public record GitAccess(Optional<String> token, String username, Optional<String> key, String hostKey) {
    public static final GitAccess NONE = new GitAccess(Optional.empty(), "", Optional.empty(), "");

    @Override
    public String toString() {
        return "GitAccess[token=" + (token.isPresent() ? "***" : "") + ", key=" + (key.isPresent() ? "***" : "")
                + ", hostKey=" + hostKey + "]";
    }
}
