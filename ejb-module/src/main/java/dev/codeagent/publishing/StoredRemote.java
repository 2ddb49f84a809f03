package dev.codeagent.publishing;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.publishing.Forge;
import dev.codeagent.api.publishing.Remote;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.RecordJson;
import java.util.Optional;

/**
 * The remote of a project with its token, as it is in the credential store.
 *
 * @param username empty if the server expects none
 */
public record StoredRemote(String address, Optional<Forge> forge, String username, String token) {

    static StoredRemote parse(Secret secret) {
        return RecordJson.read(EnvelopeCodec.parse(secret.reveal()), StoredRemote.class);
    }

    Secret toSecret() {
        return new Secret(RecordJson.write(this).build().toString());
    }

    Remote toRemote() {
        return new Remote(address, forge);
    }

    @Override
    public String toString() {
        return "StoredRemote[" + address + "]";
    }
}
