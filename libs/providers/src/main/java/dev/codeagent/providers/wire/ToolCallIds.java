package dev.codeagent.providers.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Converts ids of tool calls into the form that a wire accepts. An id in this form stays as it is, so that a provider gets
 * back its own; another provider's becomes a hash, which is the same in each request.
 *
 * @param accepted the form that the wire accepts
 * @param prefix before the hash
 * @param hashChars the length of the hash, at most 64
 */
public record ToolCallIds(Pattern accepted, String prefix, int hashChars) {

    public String toWire(String id) {
        return accepted.matcher(id).matches() ? id : prefix + hash(id).substring(0, hashChars);
    }

    private static String hash(String id) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
