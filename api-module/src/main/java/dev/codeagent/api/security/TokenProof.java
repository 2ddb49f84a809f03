package dev.codeagent.api.security;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server and its clients compute from the token, so that each knows that the other has it and the token itself is
 * not sent. A program that listens at another address cannot use what it passes on between them, because the address of
 * the server is part of it; and nothing is valid for the next process of the server, because its instance is.
 *
 * @param address of {@link #address}: where the server listens
 * @param instance random characters that a process of the server chooses
 */
public record TokenProof(LocalToken token, String address, String instance) {
    public static final String PATH = "/identity";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int NONCE_BYTES = 32;

    public TokenProof {
        requireNonce(instance);
    }

    /** The text form of an address, which is the same for the server and the client. */
    public static String address(InetAddress host, int port) {
        return host.getHostAddress() + " " + port;
    }

    /** Random characters for an instance or a challenge. */
    public static String newNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static boolean isNonce(String text) {
        return text.matches("[A-Za-z0-9_-]{43}");
    }

    /** Shows that the server has the token; the client chose the challenge. */
    public String ofServer(String challenge) {
        requireNonce(challenge);
        return sign("server " + challenge);
    }

    /** What a client sends in place of the token. */
    public String ofClient() {
        return sign("client");
    }

    /** Compares in a time that does not depend on the content. */
    public static boolean isEqual(String expected, String candidate) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    private static void requireNonce(String text) {
        if (!isNonce(text)) {
            throw new IllegalArgumentException("not 43 characters of A-Za-z0-9_-");
        }
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
