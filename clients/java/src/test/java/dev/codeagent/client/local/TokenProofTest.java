package dev.codeagent.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.client.http.AccessToken;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** The client's half of the proof against the server's. */
class TokenProofTest {
    private final LocalToken local = LocalToken.generate();
    private final AccessToken token = AccessToken.parse(local.fileContent()).orElseThrow();
    private final String instance = TokenProof.newChallenge();
    private final String challenge = TokenProof.newChallenge();
    private final dev.codeagent.api.security.TokenProof server =
            new dev.codeagent.api.security.TokenProof(local, "127.0.0.1 8080", instance);

    private TokenProof client(String address) {
        return new TokenProof(token, address, instance);
    }

    @Test
    void acceptsTheProofOfTheServer() throws Exception {
        TokenProof client = client(TokenProof.address(InetAddress.getByName("127.0.0.1"), 8080));

        assertThat(client.accepts(challenge, server.ofServer(challenge))).isTrue();
        assertThat(client.ofClient()).isEqualTo(server.ofClient()).isNotEqualTo(token.value());
        assertThat(TokenProof.isInstance(instance)).isTrue();
        assertThat(TokenProof.PATH).isEqualTo(dev.codeagent.api.security.TokenProof.PATH);
    }

    @Test
    void acceptsNothingElse() {
        TokenProof client = client("127.0.0.1 8080");

        assertThat(client.accepts(challenge, server.ofServer(TokenProof.newChallenge())))
                .isFalse();
        assertThat(client.accepts(challenge, server.ofClient())).isFalse();
        assertThat(client.accepts(challenge, "")).isFalse();
        assertThat(client("127.0.0.1 8081").accepts(challenge, server.ofServer(challenge)))
                .isFalse();
    }
}
