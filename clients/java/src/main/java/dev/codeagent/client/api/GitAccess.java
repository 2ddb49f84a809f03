package dev.codeagent.client.api;

import java.util.Optional;

/** The body that changes the access to a repository; what is absent stays as it is. */
public record GitAccess(
        Optional<String> token, Optional<String> username, Optional<String> key, Optional<String> hostKey) {

    /** Without token and key. */
    @Override
    public String toString() {
        return "GitAccess[" + username.orElse("") + "]";
    }
}
