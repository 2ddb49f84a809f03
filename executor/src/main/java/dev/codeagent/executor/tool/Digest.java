package dev.codeagent.executor.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over a sequence of chunks, in hexadecimal. */
public final class Digest {
    private final MessageDigest digest;

    public Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String of(byte[] content) {
        var digest = new Digest();
        digest.digest.update(content);
        return digest.hex();
    }

    /** Reads the stream to its end. */
    public static String of(InputStream in) throws IOException {
        return copy(in, OutputStream.nullOutputStream());
    }

    /** Copies the stream to its end, and returns the digest of its content. */
    public static String copy(InputStream in, OutputStream out) throws IOException {
        var digest = new Digest();
        in.transferTo(new DigestOutputStream(out, digest.digest));
        return digest.hex();
    }

    /** Adds a chunk with its length, so that two chunks differ from one that contains both. */
    public Digest add(byte[] chunk) {
        digest.update((chunk.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(chunk);
        return this;
    }

    public Digest add(String chunk) {
        return add(chunk.getBytes(StandardCharsets.UTF_8));
    }

    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
