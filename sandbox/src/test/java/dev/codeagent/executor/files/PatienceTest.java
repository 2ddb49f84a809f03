package dev.codeagent.executor.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.executor.tool.ToolError;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatienceTest {
    @Test
    @Timeout(20)
    void givesUpOnAnExpressionThatWouldTakeForEver() {
        var patience = new Patience(Duration.ofMillis(50));
        Pattern pattern = Pattern.compile(".*.*.*.*.*.*x");

        assertThatThrownBy(() -> patience.finds(pattern, "a".repeat(3_000)))
                .isInstanceOf(ToolError.class)
                .hasMessageContaining("simplify");
    }

    @Test
    void findsWhatIsThere() {
        assertThat(new Patience(Duration.ofMinutes(1)).finds(Pattern.compile("b+$"), "abb"))
                .isTrue();
    }
}
