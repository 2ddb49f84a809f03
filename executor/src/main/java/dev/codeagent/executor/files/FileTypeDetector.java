package dev.codeagent.executor.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Describes a binary file by its first bytes, for error messages. */
final class FileTypeDetector {
    private static final String UNKNOWN = "binary";

    private FileTypeDetector() {}

    /** Whether the first bytes are those of a known kind of binary file. */
    static boolean isKnown(byte[] bytes) {
        return !describe(bytes).equals(UNKNOWN);
    }

    static String describe(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, 16), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return "a PNG image" + (bytes.length < 24 ? "" : imageSize(bytes, 16, 20, ByteOrder.BIG_ENDIAN, 4));
        }
        if (head.startsWith("GIF8")) {
            return "a GIF image" + (bytes.length < 10 ? "" : imageSize(bytes, 6, 8, ByteOrder.LITTLE_ENDIAN, 2));
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return "a JPEG image";
        }
        if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return "a WebP image";
        }
        if (head.startsWith("PK\u0003\u0004")) {
            return "a ZIP archive";
        }
        if (head.startsWith("\u001f\u008b")) {
            return "a gzip archive";
        }
        if (head.startsWith("%PDF")) {
            return "a PDF document";
        }
        if (head.startsWith("\u007fELF") || head.startsWith("MZ") && head.indexOf(0) >= 0) {
            return "a program";
        }
        return UNKNOWN;
    }

    private static String imageSize(byte[] bytes, int width, int height, ByteOrder order, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        long w = length == 4
                ? Integer.toUnsignedLong(buffer.getInt(width))
                : Short.toUnsignedInt(buffer.getShort(width));
        long h = length == 4
                ? Integer.toUnsignedLong(buffer.getInt(height))
                : Short.toUnsignedInt(buffer.getShort(height));
        return " of " + w + " × " + h + " pixels";
    }
}
