package dev.codeagent.remotes;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the server authenticates at another server, and recognises it.
 *
 * @param secret a private key for SSH; for HTTPS the user name and the token, see {@link #forToken}
 * @param knownHosts files with the keys of trusted SSH servers
 */
public record RemoteAccess(Optional<Secret> secret, List<Path> knownHosts) {
    /** Servers that want a token as password take any name; this one is GitHub's. */
    private static final String DEFAULT_USERNAME = "x-access-token";

    private static final int MAX_TOKEN = 10_000;
    private static final int MAX_KEY = 20_000;

    public RemoteAccess {
        knownHosts = List.copyOf(knownHosts);
    }

    /** @throws AgentException INVALID_VALUE if it cannot be sent in a header */
    public static Secret forToken(String username, String token) {
        String name = username.isEmpty() ? DEFAULT_USERNAME : username;
        if (!name.matches("[^\\s\\p{Cntrl}:]{1,200}")) {
            throw AgentException.invalidValue("'username' contains a space, a colon or a control character")
                    .inField("username");
        }
        if (token.length() > MAX_TOKEN || !token.strip().matches("[^\\s\\p{Cntrl}]+")) {
            throw AgentException.invalidValue(
                            "'token' is empty, or contains a space or a control character; send the token alone")
                    .inField("token");
        }
        return new Secret(name + "\n" + token.strip());
    }

    /** @throws AgentException INVALID_VALUE if it is not the text of a private key */
    public static Secret forKey(String key) {
        String text = key.strip().replace("\r\n", "\n");
        if (text.length() > MAX_KEY
                || !text.matches("(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----\n.+\n-----END [A-Z ]*PRIVATE KEY-----")) {
            throw AgentException.invalidValue("'key' is not a private key in the format of OpenSSH or PEM, from"
                            + " -----BEGIN to -----END; send the private key, not the public one (.pub)")
                    .inField("key");
        }
        if (text.contains("ENCRYPTED")) {
            throw AgentException.invalidValue("'key' has a passphrase, which the server does not know; create a deploy"
                            + " key without one: ssh-keygen -t ed25519 -N '' -f FILE")
                    .inField("key");
        }
        return new Secret(text + "\n");
    }

    String username() {
        return secret.map(s -> s.reveal().lines().findFirst().orElse("")).orElse("");
    }

    String token() {
        return secret.map(s -> s.reveal().substring(s.reveal().indexOf('\n') + 1))
                .orElse("");
    }
}
