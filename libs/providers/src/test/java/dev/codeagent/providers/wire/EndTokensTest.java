package dev.codeagent.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndTokensTest {
    @ParameterizedTest
    @CsvSource({
        "Fine.<|return|>, Fine.",
        "Fine.<|end|><|return|>, Fine.",
        "a <|end|> b, a <|end|> b",
        "a < b, a < b",
        "a <|e, a <|e",
        "Fine.<|im_end|>, Fine.<|im_end|>"
    })
    void leavesOutTokensAtTheEndOnly(String text, String expected) {
        for (int cut = 0; cut <= text.length(); cut++) {
            var tokens = new EndTokens();

            String read = tokens.append(text.substring(0, cut)) + tokens.append(text.substring(cut)) + tokens.end();

            assertThat(read).as("cut at " + cut).isEqualTo(expected);
        }
    }

    @Test
    void takesLinearTime() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            var tokens = new EndTokens();
            for (String piece : new String[] {"<".repeat(2_000_000), "<|end|>".repeat(300_000)}) {
                tokens.append(piece);
            }
        });
    }
}
