package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalSanitizerTest {

    @Test
    void keepsTextOfAnyScript() {
        String text = "naïve — 日本語 😀\n\ttabbed";

        assertThat(TerminalSanitizer.sanitize(text)).isSameAs(text);
    }

    @Test
    void makesEscapeSequencesVisible() {
        assertThat(TerminalSanitizer.sanitize("\u001b[2J\u001b]0;title\u0007")).isEqualTo("␛[2J␛]0;title␇");
    }

    @Test
    void makesC1ControlCharactersVisible() {
        assertThat(TerminalSanitizer.sanitize("a\u009b31m")).isEqualTo("a<U+009B>31m");
    }

    @Test
    void makesBackspaceAndCarriageReturnVisible() {
        assertThat(TerminalSanitizer.sanitize("rm -rf /\rls\b\u007f")).isEqualTo("rm -rf /␍ls␈␡");
    }

    @Test
    void removesTheCarriageReturnAtALineEnd() {
        assertThat(TerminalSanitizer.sanitize("one\r\ntwo\r")).isEqualTo("one\ntwo");
    }

    @Test
    void makesBidiControlCharactersVisible() {
        assertThat(TerminalSanitizer.sanitize("a\u202eb\u2066c")).isEqualTo("a<U+202E>b<U+2066>c");
    }

    @Test
    void truncatesToOneLine() {
        assertThat(TerminalSanitizer.sanitizeLine("first\nsecond third", 12)).isEqualTo("first secon…");
    }
}
