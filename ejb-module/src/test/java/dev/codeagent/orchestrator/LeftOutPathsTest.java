package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.LeftOutPath;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeftOutPathsTest {
    @Test
    void namesAReasonOnceForAllItsPaths() {
        String text = LeftOutPaths.describe(List.of(
                new LeftOutPath("a.key", "encrypted"),
                new LeftOutPath("lib", "nested"),
                new LeftOutPath("b.key", "encrypted")));

        assertThat(text).isEqualTo("a.key, b.key (encrypted); lib (nested)");
    }

    @Test
    void countsThePathsThatItDoesNotName() {
        List<LeftOutPath> paths = IntStream.rangeClosed(1, 23)
                .mapToObj(n -> new LeftOutPath(n + ".key", "encrypted"))
                .toList();

        assertThat(LeftOutPaths.describe(paths))
                .startsWith("1.key, 2.key, ")
                .contains("20.key (encrypted)")
                .endsWith("; and 3 more");
    }
}
