package dev.codeagent.providers.http;

import dev.codeagent.api.credential.Secret;
import java.util.Optional;

/** Removes a key from texts that a provider sent, because a provider may repeat what it received. */
public record SecretRedactor(Optional<Secret> secret) {
    /** A shorter key is a word such as {@code ollama}, which a local server ignores and a message may contain. */
    private static final int MIN_LENGTH = 8;

    /** The text with stars instead of the key. */
    public String redact(String text) {
        return secret.map(Secret::reveal)
                .filter(key -> key.length() >= MIN_LENGTH)
                .map(key -> text.replace(key, "***"))
                .orElse(text);
    }
}
