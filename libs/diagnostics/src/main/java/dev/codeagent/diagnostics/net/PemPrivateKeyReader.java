package dev.codeagent.diagnostics.net;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads private keys in PEM format. Java reads only PKCS#8, so the older forms of openssl are converted. */
final class PemPrivateKeyReader {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]+)-----END [A-Z ]*PRIVATE KEY-----");
    private static final byte[] VERSION = {2, 1, 0};
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;
    private static final int CURVE_PARAMETERS = 0xa0;

    private PemPrivateKeyReader() {}

    /**
     * Reads a private key. Exceptions never contain a part of the key.
     *
     * @throws IllegalArgumentException if the text is not a supported key; the message is meant for people
     */
    static PrivateKey read(String pem, PublicKey publicKey) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException("no private key in PEM was found");
        }
        byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
        byte[] key = switch (block.group(1)) {
            case "PRIVATE KEY" -> bytes;
            case "RSA PRIVATE KEY" -> pkcs8(RSA, requireUnencrypted(block.group(2), bytes));
            case "EC PRIVATE KEY" -> pkcs8(derElement(SEQUENCE, concat(EC, readCurve(bytes))), bytes);
            default ->
                throw new IllegalArgumentException("it is a " + block.group(1)
                        + "; store it without a password: openssl pkey -in key.pem -out key.pem");
        };
        return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(key));
    }

    private static byte[] requireUnencrypted(String text, byte[] bytes) {
        if (text.contains("ENCRYPTED")) {
            throw new IllegalArgumentException(
                    "it has a password; store it without one: openssl pkey -in key.pem -out key.pem");
        }
        return bytes;
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return derElement(SEQUENCE, concat(VERSION, algorithm, derElement(OCTET_STRING, key)));
    }

    /** Reads the name of the curve, which follows version and key. */
    private static byte[] readCurve(byte[] key) {
        int offset = headerLength(key, 0);
        while (offset < key.length) {
            int content = offset + headerLength(key, offset);
            int length = contentLength(key, offset);
            if ((key[offset] & 0xff) == CURVE_PARAMETERS) {
                return Arrays.copyOfRange(key, content, content + length);
            }
            offset = content + length;
        }
        throw new IllegalArgumentException("it names no curve; convert it: openssl pkey -in key.pem -out key.pem");
    }

    private static int headerLength(byte[] der, int offset) {
        int first = offset + 1 < der.length ? der[offset + 1] & 0xff : 0;
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    private static int contentLength(byte[] der, int offset) {
        int first = offset + 1 < der.length ? der[offset + 1] & 0xff : 0;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f) && i < 3 && offset + 2 + i < der.length; i++) {
            length = length << 8 | der[offset + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] derElement(int tag, byte[] content) {
        byte[] length = content.length < 0x80
                ? new byte[] {(byte) content.length}
                : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return concat(new byte[] {(byte) tag}, length, content);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
