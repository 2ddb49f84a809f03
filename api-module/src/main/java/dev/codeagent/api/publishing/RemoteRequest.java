package dev.codeagent.api.publishing;

import java.util.Optional;

/**
 * Where the results of a project go; a field that is missing keeps its value.
 *
 * @param address of the repository, with HTTPS and without a user name
 * @param token of the user on that server, for pushes and for its API
 * @param username what the server expects with the token, if it expects something
 * @param forge needed if the host does not tell it
 */
public record RemoteRequest(
        Optional<String> address, Optional<String> token, Optional<String> username, Optional<Forge> forge) {

    /** Without the token, and without the address, which may contain one. */
    @Override
    public String toString() {
        return "RemoteRequest[forge=" + forge + "]";
    }
}
