package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextWrapperTest {
    @Test
    void namesAreNotBrokenAtTheirBlanks() {
        List<String> lines = TextWrapper.wrapItems(List.of("runs", "providers add", "models pull"), " · ", 17);

        assertThat(lines).containsExactly("runs ·", "providers add ·", "models pull");
    }

    @Test
    void aLineGetsAsManyNamesAsFit() {
        assertThat(TextWrapper.wrapItems(List.of("up", "down", "runs"), " · ", 12))
                .containsExactly("up · down ·", "runs");
    }

    @Test
    void theFirstLineOfAParagraphIsFilledAlsoIfTheOthersAreIndented() {
        StyledLine text = StyledLine.of(Style.BOLD, "  Tab").append(Style.PLAIN, "     completes commands and models");

        assertThat(TextWrapper.wrapIndented(text, 30, 10))
                .extracting(StyledLine::text)
                .containsExactly("  Tab     completes commands", "          and models");
    }
}
