package dev.codeagent.api.digest;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests in hexadecimal digits. */
public final class Sha256 {
    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java always has SHA-256", e);
        }
    }

    /** The digest of a text in UTF-8. */
    public static String hexOf(String text) {
        return hexOf(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String hexOf(byte[] content) {
        return new Sha256().update(content).hex();
    }

    public Sha256 update(byte[] content) {
        digest.update(content);
        return this;
    }

    /** A stream that updates the digest with what is written to it, and writes it nowhere. */
    public OutputStream outputStream() {
        return new DigestOutputStream(OutputStream.nullOutputStream(), digest);
    }

    /** The digest of all content; resets this object. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
