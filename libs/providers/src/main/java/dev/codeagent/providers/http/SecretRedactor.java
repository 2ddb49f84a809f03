package dev.codeagent.providers.http;

import dev.codeagent.api.credential.Secret;
import java.util.Optional;

/** Removes a key from texts that a provider sent, because a provider may repeat what it received. */
public record SecretRedactor(Optional<Secret> secret) {

    /** The text with stars instead of the key. */
    public String redact(String text) {
        return secret.map(Secret::reveal)
                .filter(key -> !key.isEmpty())
                .map(key -> text.replace(key, "***"))
                .orElse(text);
    }
}
