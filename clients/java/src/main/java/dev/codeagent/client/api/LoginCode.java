package dev.codeagent.client.api;

import java.time.Instant;

/** A code with which a browser logs in once, at {@code /#code=CODE}. */
public record LoginCode(String code, Instant expiresAt) {

    /** Without the code. */
    @Override
    public String toString() {
        return "LoginCode[" + expiresAt + "]";
    }
}
