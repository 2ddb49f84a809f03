package dev.codeagent.cli.terminal;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Map;

/** Replaces the characters that the terminal's charset lacks: symbols by ASCII ones, letters by their base letters. */
final class CharsetFallback {
    private static final Map<Integer, String> SYMBOLS = Map.ofEntries(
            Map.entry((int) '⏺', "*"),
            Map.entry((int) '·', "-"),
            Map.entry((int) '•', "*"),
            Map.entry((int) '─', "-"),
            Map.entry((int) '━', "-"),
            Map.entry((int) '│', "|"),
            Map.entry((int) '┼', "+"),
            Map.entry((int) '…', "..."),
            Map.entry((int) '→', "->"),
            Map.entry((int) '−', "-"),
            Map.entry((int) '–', "-"),
            Map.entry((int) '—', "--"),
            Map.entry((int) '✗', "x"),
            Map.entry((int) '✓', "ok"),
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) '⏎', "<LF>"),
            Map.entry((int) '⟨', "<"),
            Map.entry((int) '⟩', ">"),
            Map.entry((int) '‘', "'"),
            Map.entry((int) '’', "'"),
            Map.entry((int) '“', "\""),
            Map.entry((int) '”', "\""),
            Map.entry((int) '\u00a0', " "));

    private final boolean complete;
    private final CharsetEncoder encoder;

    CharsetFallback(Charset charset) {
        this.complete = charset.equals(StandardCharsets.UTF_8) || !charset.canEncode();
        this.encoder = (complete ? StandardCharsets.UTF_8 : charset).newEncoder();
    }

    /** Not thread-safe. */
    String apply(String text) {
        if (complete || encoder.canEncode(text)) {
            return text;
        }
        var encodable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> encodable.append(replacement(c)));
        return encodable.toString();
    }

    private String replacement(int c) {
        String same = Character.toString(c);
        if (encoder.canEncode(same)) {
            return same;
        }
        String symbol = SYMBOLS.get(c);
        if (symbol != null) {
            return symbol;
        }
        if (c >= 0x2400 && c <= 0x2421) { // The picture of a control character.
            return c == 0x2421 ? "^?" : "^" + (char) ('@' + c - 0x2400);
        }
        String base = Normalizer.normalize(same, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        return !base.isEmpty() && encoder.canEncode(base) ? base : "?";
    }
}
