package dev.codeagent.api.credential;

import dev.codeagent.api.error.AgentException;

/**
 * The name of a stored secret. It contains a colon, which the id of a provider never has, so no provider can name the
 * secret of something else.
 *
 * @param purpose what the secret is for, for example {@code webhook}
 */
public record SecretName(String purpose, String name) {
    private static final int MAX_LENGTH = 80;

    public SecretName {
        if (purpose.isEmpty() || purpose.indexOf(':') >= 0 || purpose.length() + 1 + name.length() > MAX_LENGTH) {
            throw AgentException.invalidValue("the name of a secret is too long: " + purpose + ":" + name);
        }
    }

    @Override
    public String toString() {
        return purpose + ":" + name;
    }
}
