package dev.codeagent.persistence.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortableTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "größer 🙂",
                "a\0b",
                "\uD83D",
                "\uDE42 turned \uD83D",
                "\uD83D\uDE42\uD83D",
                "\u0001json:\"mine\"",
                "\\ud83d",
                "\"\\"
            })
    void survivesUtf8WithoutNul(String text) {
        String stored = PortableText.encode(text);

        assertThat(new String(stored.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(stored);
        assertThat(stored).doesNotContain("\0");
        assertThat(PortableText.decode(stored)).isEqualTo(text);
    }

    @Test
    void storesPlainTextUnchanged() {
        assertThat(PortableText.encode("größer 🙂\n")).isEqualTo("größer 🙂\n");
    }
}
