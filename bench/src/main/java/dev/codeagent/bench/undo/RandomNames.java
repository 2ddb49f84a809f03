package dev.codeagent.bench.undo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Random file names, common and hostile ones, as percent-encoded bytes. */
record RandomNames(Random random) {
    private static final List<String> UNUSUAL = List.of(
            "%FF%FE",
            "a%0Ab",
            "%20",
            "-rf",
            "%C3%A4%C3%B6",
            "a%CC%88",
            "%E2%80%AEx",
            "%27%22%24(x)%60",
            "...",
            "%25",
            "%2A",
            "%5C",
            "x%80",
            "%1B%5B31m",
            "%09");

    String next() {
        if (random.nextInt(4) == 0) {
            return UNUSUAL.get(random.nextInt(UNUSUAL.size())) + (random.nextInt(3) == 0 ? random.nextInt(9) : "");
        }
        return List.of("src", "Main.java", "a", "b.txt", "data", "x", "y", "lib", "README")
                        .get(random.nextInt(9))
                + (random.nextBoolean() ? random.nextInt(20) : "");
    }

    /** Returns the name as a quoted shell word with every byte escaped. */
    static String quoteForShell(String encoded) {
        var out = new StringBuilder("$'./");
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                out.append("\\x").append(encoded, i + 1, i + 3);
                i += 2;
            } else {
                out.append(String.format("\\x%02x", (int) c));
            }
        }
        return out.append('\'').toString();
    }

    /** Returns whether a tool with text arguments can take the path. */
    static boolean isPlain(String encoded) {
        return encoded.matches("[A-Za-z0-9._/]+") && encoded.getBytes(StandardCharsets.UTF_8).length < 200;
    }
}
