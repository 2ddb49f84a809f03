package dev.codeagent.api.run;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A patch as text. Each file has its own encoding, so a patch is bytes; its text is for people. */
public final class PatchText {
    private static final Charset SINGLE_BYTE = Charset.forName("windows-1252");
    private static final String BINARY = "GIT binary patch\n";

    private PatchText() {}

    /** Decodes each line as UTF-8, or as windows-1252 if it is not UTF-8. */
    public static String decode(byte[] patch) {
        var text = new StringBuilder(patch.length);
        int begin = 0;
        for (int i = 0; i < patch.length; i++) {
            if (patch[i] == '\n' || i == patch.length - 1) {
                text.append(decodeLine(ByteBuffer.wrap(patch, begin, i + 1 - begin)));
                begin = i + 1;
            }
        }
        return text.toString();
    }

    private static CharSequence decodeLine(ByteBuffer line) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(line.duplicate());
        } catch (CharacterCodingException e) {
            return SINGLE_BYTE.decode(line);
        }
    }

    /** The text to show, without the contents of binary files. */
    public static String forDisplay(byte[] patch) {
        String text = decode(patch);
        if (!text.contains("\n" + BINARY)) {
            return text;
        }
        var shown = new StringBuilder();
        boolean skips = false;
        for (String line : text.split("(?<=\n)")) {
            if (line.startsWith("diff --git ")) {
                skips = false;
            }
            if (!skips) {
                shown.append(line.equals(BINARY) ? "Binary file, not shown\n" : line);
            }
            skips = skips || line.equals(BINARY);
        }
        return shown.toString();
    }
}
