package dev.codeagent.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a \\",
                "a\n\\",
                "```\ncode",
                "``` a ``` b ```",
                "say \"this",
                "\"this",
                "say \"a\" and \"b",
                "```\na \"b\n``` \"c"
            })
    void goesOn(String text) {
        assertThat(PromptParser.isUnfinished(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "don't",
                "a 3.5\" disk",
                "a \\\\",
                "```\ncode\n```",
                "```\na \"b\n``` c",
                "say \"this\"",
                "say \"this\n\n",
                "a \\\" b",
                ""
            })
    void isFinished(String text) {
        assertThat(PromptParser.isUnfinished(text)).isFalse();
    }

    @Test
    void removesTheBackslashOfALineThatGoesOn() {
        assertThat(PromptParser.finish(" a \\\nb\nC:\\dir ")).isEqualTo("a \nb\nC:\\dir");
    }

    @Test
    void findsTheWordToComplete() {
        ParsedLine inside = new PromptParser().parse("diff  run-1 --hunks", 9, ParseContext.COMPLETE);
        assertThat(inside.wordIndex()).isEqualTo(1);
        assertThat(inside.word()).isEqualTo("run-1");
        assertThat(inside.wordCursor()).isEqualTo(3);

        ParsedLine between = new PromptParser().parse("diff  run-1", 5, ParseContext.COMPLETE);
        assertThat(between.wordIndex()).isEqualTo(1);
        assertThat(between.word()).isEmpty();
        assertThat(between.words()).containsExactly("diff", "", "run-1");
    }
}
