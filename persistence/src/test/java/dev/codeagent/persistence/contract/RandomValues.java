package dev.codeagent.persistence.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** Difficult random values; the same seed gives the same values. */
public final class RandomValues {
    private static final List<String> EDGE_CASES = List.of(
            "\0",
            "\uD83D",
            "\uDE42",
            "\uD83D\uDE42",
            "\uFEFF",
            "\uFFFF",
            "\u0001json:",
            "'",
            "\"",
            "\\",
            "\\u0000",
            "%_;--",
            "\r\n",
            "\t ",
            "\u202E",
            "é",
            "e\u0301",
            "ﷺ",
            "日本語",
            "<|im_start|>",
            "${MPCONFIG=x}",
            "?",
            "NULL");

    private RandomValues() {}

    static String text(Random random) {
        var out = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            switch (random.nextInt(3)) {
                case 0 -> out.append(EDGE_CASES.get(random.nextInt(EDGE_CASES.size())));
                case 1 -> out.append((char) random.nextInt(0x10000));
                default -> out.append((char) (' ' + random.nextInt(95)));
            }
        }
        return out.toString();
    }

    /** An amount with up to 30 digits and significant trailing zeros. */
    static String money(Random random) {
        return new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(13)).toPlainString();
    }
}
