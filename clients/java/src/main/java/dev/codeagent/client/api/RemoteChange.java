package dev.codeagent.client.api;

import java.util.Optional;

/** The body that stores a git server for results; an absent field keeps its value. */
public record RemoteChange(
        Optional<String> address, Optional<String> token, Optional<String> username, Optional<String> forge) {

    /** Without the token. */
    @Override
    public String toString() {
        return "RemoteChange[" + address.orElse("") + "]";
    }
}
