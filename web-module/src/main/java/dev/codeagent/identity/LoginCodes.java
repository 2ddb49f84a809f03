package dev.codeagent.identity;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Codes with which browsers log in: each is valid once and for some minutes. A restart makes all invalid. */
final class LoginCodes {
    static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final int MAX_CODES = 100;
    private static final int RANDOM_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** Hashes of the codes, so that the time of a lookup tells nothing about a code. */
    private final Map<String, Instant> expiryByHash = new HashMap<>();

    LoginCodes(Clock clock) {
        this.clock = clock;
    }

    /** @throws AgentException TOO_BUSY if too many codes are unused */
    synchronized LoginCode issue() {
        removeExpired();
        if (expiryByHash.size() >= MAX_CODES) {
            throw new AgentException(
                    ErrorCode.TOO_BUSY,
                    MAX_CODES + " login codes are unused; wait until they expire, at most " + LIFETIME.toMinutes()
                            + " minutes");
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant expiresAt = clock.instant().plus(LIFETIME);
        expiryByHash.put(Sha256.hexOf(code), expiresAt);
        return new LoginCode(code, expiresAt);
    }

    /** Whether the code is valid; afterwards it is not. */
    synchronized boolean redeem(String code) {
        removeExpired();
        return expiryByHash.remove(Sha256.hexOf(code)) != null;
    }

    private void removeExpired() {
        Instant now = clock.instant();
        expiryByHash.values().removeIf(expiry -> !now.isBefore(expiry));
    }
}
