package dev.codeagent.executor.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TimedMatcherTest {
    @Test
    @Timeout(20)
    void stopsACatastrophicRegularExpression() {
        var matcher = new TimedMatcher(Duration.ofMillis(50));
        Pattern pattern = Pattern.compile(".*.*.*.*.*.*x");

        assertThatThrownBy(() -> matcher.find(pattern, "a".repeat(3_000)))
                .isInstanceOf(ToolExecutionException.class)
                .hasMessageContaining("simplify");
    }

    @Test
    void findsAMatch() {
        assertThat(new TimedMatcher(Duration.ofMinutes(1)).find(Pattern.compile("b+$"), "abb"))
                .isTrue();
    }
}
