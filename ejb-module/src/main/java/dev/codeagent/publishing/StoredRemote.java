package dev.codeagent.publishing;

import dev.codeagent.api.publishing.Forge;
import dev.codeagent.api.publishing.Remote;
import java.util.Optional;

/**
 * The remote of a project with its token, as it is in the credential store.
 *
 * @param username empty if the server expects none
 */
public record StoredRemote(String address, Optional<Forge> forge, String username, String token) {

    Remote toRemote() {
        return new Remote(address, forge);
    }

    @Override
    public String toString() {
        return "StoredRemote[" + address + "]";
    }
}
