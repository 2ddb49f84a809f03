package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How text is stored in a file: a charset, and whether the file starts with a byte order mark. A file is decoded only if
 * encoding the text again gives the same bytes, so an edit keeps every byte that it does not replace.
 */
public record TextEncoding(Charset charset, boolean mark) {
    static final TextEncoding UTF_8 = new TextEncoding(StandardCharsets.UTF_8, false);

    private static final String MARK = "\uFEFF";
    /** In this order, because the mark of UTF-32LE starts with that of UTF-16LE. */
    private static final List<Charset> MARKED = List.of(
            StandardCharsets.UTF_8,
            Charset.forName("UTF-32LE"),
            Charset.forName("UTF-32BE"),
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE);
    /** Of text without a mark that is not UTF-8; the second one has a character for each byte. */
    private static final List<Charset> SINGLE_BYTE =
            List.of(Charset.forName("windows-1252"), StandardCharsets.ISO_8859_1);
    /** Control characters that text contains: tab, line ends, form feed, escape, and the end of DOS files. */
    private static final String TEXT_CONTROLS = "\b\t\n\u000b\f\r\u001a\u001b";

    /** The text of a file without its byte order mark, and the encoding. */
    record Decoded(String text, TextEncoding encoding) {}

    /** Decodes the bytes; empty if they are not text. */
    static Optional<Decoded> decode(byte[] bytes) {
        for (Charset charset : MARKED) {
            if (startsWith(bytes, MARK.getBytes(charset))) {
                Optional<Decoded> marked = new TextEncoding(charset, true).tryDecode(bytes);
                if (marked.isPresent()) {
                    return marked;
                }
            }
        }
        Optional<Decoded> utf8 = UTF_8.tryDecode(bytes);
        if (utf8.isPresent() || FileTypeDetector.isKnown(bytes)) {
            return utf8;
        }
        return unmarkedUtf16(bytes).or(() -> singleByte(bytes));
    }

    /** Decodes text whose lines come from several files: each line that is not UTF-8 has one byte per character. */
    public static String decodeLines(byte[] bytes) {
        Optional<Decoded> utf8 = UTF_8.tryDecode(bytes);
        if (utf8.isPresent()) {
            return utf8.get().text();
        }
        var out = new StringBuilder();
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || i == bytes.length - 1) {
                byte[] line = Arrays.copyOfRange(bytes, begin, i + 1);
                out.append(UTF_8.tryDecode(line)
                        .or(() -> singleByte(line))
                        .map(Decoded::text)
                        .orElseGet(() -> new String(line, StandardCharsets.UTF_8)));
                begin = i + 1;
            }
        }
        return out.toString();
    }

    private static Optional<Decoded> singleByte(byte[] bytes) {
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && TEXT_CONTROLS.indexOf(b) < 0) {
                return Optional.empty();
            }
        }
        return SINGLE_BYTE.stream()
                .flatMap(charset -> new TextEncoding(charset, false).tryDecode(bytes).stream())
                .findFirst();
    }

    /** UTF-16 without a mark, as some programs of Windows write it: most characters have one byte that is zero. */
    private static Optional<Decoded> unmarkedUtf16(byte[] bytes) {
        int[] zeros = new int[2];
        for (int i = 0; i < bytes.length; i++) {
            zeros[i % 2] += bytes[i] == 0 ? 1 : 0;
        }
        boolean littleEndian = zeros[0] == 0;
        boolean possible = bytes.length % 2 == 0
                && Math.min(zeros[0], zeros[1]) == 0
                && 4L * Math.max(zeros[0], zeros[1]) > bytes.length;
        Charset charset = littleEndian ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        return possible
                ? new TextEncoding(charset, false)
                        .tryDecode(bytes)
                        .filter(d -> d.text().chars().noneMatch(c -> c < ' ' && TEXT_CONTROLS.indexOf(c) < 0))
                : Optional.empty();
    }

    private Optional<Decoded> tryDecode(byte[] bytes) {
        int start = mark ? MARK.getBytes(charset).length : 0;
        try {
            String text = charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, bytes.length - start))
                    .toString();
            return text.indexOf(0) < 0 && Arrays.equals(encode(text, "", ""), bytes)
                    ? Optional.of(new Decoded(text, this))
                    : Optional.empty();
        } catch (CharacterCodingException | ToolExecutionException e) {
            return Optional.empty();
        }
    }

    /**
     * The bytes of a file with the text.
     *
     * @param file the file, for the message
     * @param argument the argument with the text of the model, for the message
     * @throws ToolExecutionException if the charset has no bytes for a character; the message names it
     */
    byte[] encode(String text, String file, String argument) {
        try {
            ByteBuffer encoded =
                    charset.newEncoder().encode(CharBuffer.wrap(mark && !text.startsWith(MARK) ? MARK + text : text));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException e) {
            throw new ToolExecutionException("'" + argument + "' contains " + firstUnmappable(text)
                    + ", which does not exist in " + label() + ", the encoding of " + file
                    + "; use other characters, or convert the file first: run_command with iconv");
        }
    }

    private String firstUnmappable(String text) {
        CharsetEncoder encoder = charset.newEncoder();
        int c = text.codePoints()
                .filter(p -> !encoder.canEncode(Character.toString(p)))
                .findFirst()
                .orElse(0xfffd);
        return Character.getType(c) == Character.SURROGATE
                ? String.format("half of a surrogate pair (U+%04X)", c)
                : String.format("'%s' (U+%04X)", Character.toString(c), c);
    }

    boolean isPlainUtf8() {
        return equals(UTF_8);
    }

    /** The name for messages. */
    String label() {
        return charset.name() + (mark ? " with a byte order mark" : "");
    }

    /** The text without a byte order mark that a model may have copied. */
    static String withoutMark(String text) {
        return text.startsWith(MARK) ? text.substring(1) : text;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
