package dev.codeagent.api.idempotency;

import dev.codeagent.api.error.AgentException;
import java.util.regex.Pattern;

/**
 * A request of a caller, named by a text that the client chose.
 *
 * @param fingerprint of everything in the request that must be the same if it is sent again
 */
public record RequestKey(String caller, String key, String fingerprint) {
    private static final Pattern FORMAT = Pattern.compile("[!-~]{1,200}");

    public RequestKey {
        if (!FORMAT.matcher(key).matches()) {
            throw AgentException.invalidValue("the key has " + key.length()
                    + " characters; use 1 to 200 letters, digits and signs of ASCII, without blanks");
        }
    }
}
