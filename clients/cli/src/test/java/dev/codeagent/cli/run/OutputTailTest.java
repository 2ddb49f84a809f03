package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.terminal.StyledLine;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTailTest {
    private final OutputTail tail = new OutputTail();

    private List<String> lines() {
        return tail.lines().stream().map(StyledLine::text).toList();
    }

    @Test
    void keepsTheLastLines() {
        for (int i = 1; i <= 20; i++) {
            tail.append("line " + i + "\n");
        }
        tail.append("op");
        tail.append("en");

        assertThat(lines()).containsExactly("    line 17", "    line 18", "    line 19", "    line 20", "    open");
    }

    @Test
    void aProgressBarIsOneLine() {
        tail.append("start\r\n10 %\r20 %\r");
        tail.append("30 %");

        assertThat(lines()).containsExactly("    start", "    30 %");
    }

    @Test
    void leavesOutColorsAndMakesTheRestSafe() {
        tail.append("\u001b[1;31mred\u001b[0m \u001b]0;title\u0007x \u001b]52;c;AAAA\u001b\\y \u009b2J\u202e\ttab\n");

        assertThat(lines()).containsExactly("    red x y <U+009B>2J<U+202E>    tab");
    }

    @Test
    void anEndlessLineTakesNoMemory() {
        for (int i = 0; i < 10_000; i++) {
            tail.append("x".repeat(1_000));
        }

        assertThat(lines()).singleElement().satisfies(line -> assertThat(line).hasSizeLessThan(500));
    }
}
