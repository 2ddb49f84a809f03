package dev.codeagent.fakemodel.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Ids and signatures that are the same for the same text. */
public final class Digest {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Digest() {}

    /** Returns 64 hexadecimal digits. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    /** Returns letters and digits. */
    public static String alphanumeric(String text, int length) {
        var number = new BigInteger(1, sha256(text));
        var base = BigInteger.valueOf(ALPHABET.length());
        var id = new StringBuilder();
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(number.mod(base).intValue()));
            number = number.divide(base);
        }
        return id.toString();
    }

    /** Returns a signature that the server recognizes when it comes back. */
    public static String signature(String text) {
        return Base64.getEncoder().encodeToString(sha256("signature of " + text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
