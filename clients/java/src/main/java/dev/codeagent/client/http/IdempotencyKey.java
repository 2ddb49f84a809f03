package dev.codeagent.client.http;

import java.util.UUID;

/**
 * Names a request that creates something, so that it can be sent again after a broken connection: for a day the server
 * gives the same answer to the same key.
 *
 * @param value 1 to 200 visible ASCII characters
 */
public record IdempotencyKey(String value) {
    private static final String VALID = "[!-~]{1,200}";

    public IdempotencyKey {
        if (!value.matches(VALID)) {
            throw new IllegalArgumentException("an Idempotency-Key has 1 to 200 visible ASCII characters");
        }
    }

    public static IdempotencyKey random() {
        return new IdempotencyKey(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
