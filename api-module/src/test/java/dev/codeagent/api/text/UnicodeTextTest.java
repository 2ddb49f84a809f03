package dev.codeagent.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnicodeTextTest {
    private static final String PAIR = "\uD83D\uDE00";

    @Test
    void replacesEachUnpairedSurrogateAndKeepsPairs() {
        assertThat(UnicodeText.replaceUnpairedSurrogates("a\uD800b\uDC00" + PAIR + "\uD83D"))
                .isEqualTo("a\uFFFDb\uFFFD" + PAIR + "\uFFFD");
        assertThat(UnicodeText.replaceUnpairedSurrogates("\uD83D" + PAIR)).isEqualTo("\uFFFD" + PAIR);
        assertThat(UnicodeText.replaceUnpairedSurrogates("\uDE00\uD83D")).isEqualTo("\uFFFD\uFFFD");
    }

    @Test
    void returnsValidTextAsItIs() {
        String text = "text " + PAIR;

        assertThat(UnicodeText.replaceUnpairedSurrogates(text)).isSameAs(text);
    }

    @Test
    void cutsNoPair() {
        assertThat(UnicodeText.prefix("ab" + PAIR + "c", 3)).isEqualTo("ab");
        assertThat(UnicodeText.prefix("ab" + PAIR + "c", 4)).isEqualTo("ab" + PAIR);
        assertThat(UnicodeText.prefix("ab", 5)).isEqualTo("ab");
    }
}
