package dev.codeagent.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PastedTextsTest {
    private final PastedTexts texts = new PastedTexts();

    @Test
    void showsAPlaceHolderAndSendsTheText() {
        String pasted = "a $1 line \\ of code\n".repeat(20);

        String shown = texts.shorten(pasted);

        assertThat(shown).isEqualTo("[pasted text 1: 400 characters]");
        assertThat(texts.expand("fix " + shown + " please")).isEqualTo("fix " + pasted + " please");
    }

    @Test
    void showsAShortTextItself() {
        assertThat(texts.shorten("a\nb")).isEqualTo("a\nb");
    }

    /** The history of an earlier session contains place holders whose texts are gone. */
    @Test
    void tellsAnUnknownPlaceHolder() {
        String shown = texts.shorten("x".repeat(1_000));

        assertThat(texts.findUnknown(shown)).isEmpty();
        assertThat(texts.findUnknown("[pasted text 7: 10,000 characters]"))
                .contains("[pasted text 7: 10,000 characters]");
    }
}
