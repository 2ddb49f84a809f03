package dev.codeagent.webhooks;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as Standard Webhooks (standardwebhooks.com) describes: HMAC-SHA256 over id, time and body. */
final class WebhookSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    private WebhookSignature() {}

    /** The value of the header {@code webhook-signature}. */
    static String sign(Secret secret, String id, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(secret), ALGORITHM));
            byte[] signature = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Every Java platform has this algorithm.
        }
    }

    /** @throws AgentException INVALID_VALUE if it is no secret; the message does not show it */
    static Secret require(String text) {
        var secret = new Secret(text.strip());
        key(secret);
        return secret;
    }

    private static byte[] key(Secret secret) {
        String text = secret.reveal();
        if (text.startsWith(PREFIX)) {
            try {
                byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
                if (key.length >= MIN_BYTES && key.length <= MAX_BYTES) {
                    return key;
                }
            } catch (IllegalArgumentException e) {
                // Reported below, without the text.
            }
        }
        throw AgentException.invalidValue("field 'secret': it must be '" + PREFIX + "' and " + MIN_BYTES + " to "
                + MAX_BYTES + " random bytes in Base64, for example of `echo whsec_$(openssl rand -base64 32)`");
    }
}
