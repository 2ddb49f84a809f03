package dev.codeagent.identity;

import dev.codeagent.api.security.LocalToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cookie of a logged-in browser: its expiry and a signature. It outlives a restart of the server, which stores
 * nothing; a new token makes it invalid.
 *
 * @param token the key of the signature
 * @param port the port of the server; cookies do not distinguish ports, so name and signature contain it
 */
record SessionCookie(LocalToken token, int port) {
    static final Duration LIFETIME = Duration.ofDays(7);

    private static final String ALGORITHM = "HmacSHA256";

    String name() {
        return "codeagent-" + port;
    }

    /**
     * The value of the header {@code Set-Cookie} for a login at this time.
     *
     * @param path the path of the server as the browser sees it
     */
    String create(Instant now, boolean secure, String path) {
        long expiry = now.plus(LIFETIME).getEpochSecond();
        return name() + "=" + expiry + "." + sign(expiry) + "; Path=" + path + "; Max-Age=" + LIFETIME.toSeconds()
                + "; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    boolean isValid(String value, Instant now) {
        if (!value.matches("\\d{1,12}\\.[A-Za-z0-9_-]{43}")) {
            return false;
        }
        int dot = value.indexOf('.');
        long expiry = Long.parseLong(value.substring(0, dot));
        return MessageDigest.isEqual(
                        sign(expiry).getBytes(StandardCharsets.US_ASCII),
                        value.substring(dot + 1).getBytes(StandardCharsets.US_ASCII))
                && isBefore(now, expiry);
    }

    private static boolean isBefore(Instant now, long expiry) {
        try {
            return now.isBefore(Instant.ofEpochSecond(expiry));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private String sign(long expiry) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.value().getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            byte[] signature =
                    mac.doFinal(("browser session " + port + " " + expiry).getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Every Java platform has this algorithm.
        }
    }
}
