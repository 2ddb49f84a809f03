package dev.codeagent.bench.undo;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Random file contents: text in several encodings and line endings, and bytes. */
record RandomContents(Random random) {
    private static final int LARGE = 6 << 20;

    byte[] next() {
        return switch (random.nextInt(12)) {
            case 0 -> new byte[0];
            case 1 -> text("\r\n").getBytes(StandardCharsets.UTF_8);
            case 2 -> ("\ufeff" + text("\r\n")).getBytes(StandardCharsets.UTF_8);
            case 3 -> ("\ufeff" + text("\n")).getBytes(StandardCharsets.UTF_16LE);
            case 4 -> text("\n").stripTrailing().getBytes(StandardCharsets.UTF_8);
            case 5 -> text("\r").getBytes(StandardCharsets.ISO_8859_1);
            case 6, 7 -> bytes(1 + random.nextInt(5_000));
            case 8 -> random.nextInt(8) == 0 ? bytes(LARGE + random.nextInt(1_000)) : bytes(70_000);
            default -> text("\n").getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text(String end) {
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            text.append("größe ").append(random.nextInt(1_000)).append(end);
        }
        return text.toString();
    }
}
