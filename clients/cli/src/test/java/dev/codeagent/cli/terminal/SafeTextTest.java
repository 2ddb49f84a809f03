package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {

    @Test
    void leavesWordsOfAnyScriptAlone() {
        String text = "naïve — 日本語 😀\n\ttabbed";

        assertThat(SafeText.of(text)).isSameAs(text);
    }

    @Test
    void showsEscapeSequencesInsteadOfObeyingThem() {
        assertThat(SafeText.of("\u001b[2J\u001b]0;title\u0007")).isEqualTo("␛[2J␛]0;title␇");
    }

    @Test
    void showsTheOneByteEscapesToo() {
        assertThat(SafeText.of("a\u009b31m")).isEqualTo("a<U+009B>31m");
    }

    @Test
    void showsBackspaceAndCarriageReturnSoThatNothingIsOverwritten() {
        assertThat(SafeText.of("rm -rf /\rls\b\u007f")).isEqualTo("rm -rf /␍ls␈␡");
    }

    @Test
    void dropsTheCarriageReturnOfALineEnd() {
        assertThat(SafeText.of("one\r\ntwo\r")).isEqualTo("one\ntwo");
    }

    @Test
    void showsCharactersThatReverseTheReadingOrder() {
        assertThat(SafeText.of("a\u202eb\u2066c")).isEqualTo("a<U+202E>b<U+2066>c");
    }

    @Test
    void shortensToOneLine() {
        assertThat(SafeText.line("first\nsecond third", 12)).isEqualTo("first secon…");
    }
}
