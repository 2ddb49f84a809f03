package dev.codeagent.executor.undo;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Encodes paths as text without losing bytes: Linux file names are bytes, and a name that is not UTF-8 cannot be
 * restored from a string. The JDK's file URIs keep every byte in both directions, so names are written in their form
 * ({@code gr%C3%B6%C3%9Fe}).
 */
final class PathCodec {
    /** Does not exist, so the JDK adds no slash for a directory. */
    private static final Path PLACEHOLDER_ROOT = Path.of("/.codeagent-nowhere");

    private PathCodec() {}

    /** Encodes one name: no blanks, slashes or line ends; the same bytes give the same text. */
    static String encodeName(Path name) {
        String text = name.toString();
        return isPlain(text)
                ? text
                : rawUriPath(PLACEHOLDER_ROOT.resolve(name))
                        .substring(PLACEHOLDER_ROOT.toString().length() + 1);
    }

    /** Encodes the target of a link, relative or absolute. */
    static String encodeTarget(Path target) {
        return rawUriPath(target.isAbsolute() ? target : PLACEHOLDER_ROOT.resolve(target));
    }

    private static String rawUriPath(Path path) {
        return path.toUri().getRawPath();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._-".indexOf(c) >= 0;
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    /** Decodes a path below the directory; {@code .} is the directory itself. */
    static Path resolve(Path directory, String text) {
        String base = directory.toUri().getRawPath();
        return text.equals(".")
                ? directory
                : Path.of(URI.create("file://" + base + (base.endsWith("/") ? "" : "/") + text));
    }

    /** Readable text; bytes that are not UTF-8 appear as {@code \xNN}. */
    static String display(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = decode(text);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            var out = new StringBuilder();
            for (byte b : bytes) {
                out.append(b >= ' ' && b < 127 ? String.valueOf((char) b) : String.format("\\x%02x", b & 0xff));
            }
            return out.toString();
        }
    }

    private static byte[] decode(String text) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(text.charAt(i));
            }
        }
        return out.toByteArray();
    }

    /** The parent of a path; empty at the top level. */
    static String parent(String text) {
        return text.substring(0, Math.max(0, text.lastIndexOf('/')));
    }
}
