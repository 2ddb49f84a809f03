package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisplayWidthTest {

    @Test
    void countsColumnsAndNotCharacters() {
        assertThat(DisplayWidth.of("plain")).isEqualTo(5);
        assertThat(DisplayWidth.of("größer")).isEqualTo(6);
        assertThat(DisplayWidth.of("gro\u0308ße")).isEqualTo(5);
        assertThat(DisplayWidth.of("日本語")).isEqualTo(6);
        assertThat(DisplayWidth.of("한글")).isEqualTo(4);
        assertThat(DisplayWidth.of("ｆｕｌｌ")).isEqualTo(8);
        assertThat(DisplayWidth.of("→ … ─")).isEqualTo(5);
    }

    @Test
    void countsAnEmojiOfSeveralCodePointsOnce() {
        assertThat(DisplayWidth.of("😀")).isEqualTo(2);
        assertThat(DisplayWidth.of("👨‍👩‍👧")).isEqualTo(2);
        assertThat(DisplayWidth.of("👍🏽")).isEqualTo(2);
        assertThat(DisplayWidth.of("🇩🇪")).isEqualTo(2);
        assertThat(DisplayWidth.of("❤️")).isEqualTo(2);
        assertThat(DisplayWidth.of("✔")).isEqualTo(1);
    }

    @Test
    void cutsBetweenCharacters() {
        assertThat(DisplayWidth.prefix("日本語", 5)).isEqualTo("日本");
        assertThat(DisplayWidth.prefix("a👨‍👩‍👧b", 2)).isEqualTo("a");
        assertThat(DisplayWidth.truncate("日本語", 5)).isEqualTo("日本…");
        assertThat(DisplayWidth.truncate("日本語", 6)).isEqualTo("日本語");
        assertThat(DisplayWidth.truncate("abc", 0)).isEmpty();
    }
}
