package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CharsetFallbackTest {
    private static final String TEXT = "── ⏺ größer → +1 −2 … ✗ “日” · Ł\u241b";

    private static String shown(Charset charset) {
        var bytes = new ByteArrayOutputStream();
        var terminal = new TerminalWriter(
                TerminalStream.forOutput(bytes, charset),
                new TerminalCapabilities(true, false, false, charset),
                TerminalSize.DEFAULT);
        terminal.write(Style.PLAIN, TEXT);
        return bytes.toString(charset);
    }

    @Test
    void asciiTerminalsGetAsciiSymbolsAndBaseLetters() {
        assertThat(shown(StandardCharsets.US_ASCII)).isEqualTo("-- * grosser -> +1 -2 ... x \"?\" - ?^[");
    }

    @Test
    void latin1TerminalsKeepTheirLetters() {
        assertThat(shown(StandardCharsets.ISO_8859_1)).isEqualTo("-- * größer -> +1 -2 ... x \"?\" · ?^[");
    }

    @Test
    void utf8TerminalsKeepEverything() {
        assertThat(shown(StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }
}
