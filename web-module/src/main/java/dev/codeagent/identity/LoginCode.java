package dev.codeagent.identity;

import java.time.Instant;

/** A code with which a browser can log in once, and the end of its validity. */
public record LoginCode(String code, Instant expiresAt) {
    /** Without the code. */
    @Override
    public String toString() {
        return "LoginCode[***, " + expiresAt + "]";
    }
}
