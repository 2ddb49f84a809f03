package dev.codeagent.client.local;

import dev.codeagent.client.http.AccessToken;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's half of the proof that a server and its client have the same token, which is never sent itself. The proof
 * contains the address of the server and the instance that its process chose, so it is of no use to another program.
 *
 * @param address of {@link #address}: where the server listens
 * @param instance 43 random characters of the server's process
 */
record TokenProof(AccessToken token, String address, String instance) {
    static final String PATH = "/identity";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int CHALLENGE_BYTES = 32;

    static String address(InetAddress host, int port) {
        return host.getHostAddress() + " " + port;
    }

    static String newChallenge() {
        byte[] bytes = new byte[CHALLENGE_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean isInstance(String text) {
        return text.matches("[A-Za-z0-9_-]{43}");
    }

    /** Whether the server answered the challenge as only a program with the token can. */
    boolean accepts(String challenge, String answer) {
        return MessageDigest.isEqual(
                sign("server " + challenge).getBytes(StandardCharsets.UTF_8), answer.getBytes(StandardCharsets.UTF_8));
    }

    /** What the client sends in place of the token. */
    String ofClient() {
        return sign("client");
    }

    private String sign(String role) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.value().getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            String text = "server identity\n" + role + "\n" + address + "\n" + instance;
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Every Java platform has this algorithm.
        }
    }
}
