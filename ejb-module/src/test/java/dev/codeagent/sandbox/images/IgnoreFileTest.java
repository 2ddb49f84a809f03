package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IgnoreFileTest {
    private static List<String> left(String rules, String... paths) {
        IgnoreFile file = IgnoreFile.read(rules);
        return Stream.of(paths).filter(path -> !file.ignores(path)).toList();
    }

    @Test
    void leavesOutAFolderWithAllInIt() {
        assertThat(left("# built\n/target/\n", "target/a", "target/b/c", "src/target/a", "targets"))
                .containsExactly("src/target/a", "targets");
    }

    @Test
    void matchesWithinOneFolderOrAnyDepth() {
        assertThat(left("*.log\n**/*.tmp\na?c\nx[0-9]", "a.log", "b/a.log", "b/c/d.tmp", "e.tmp", "abc", "x7", "xy"))
                .containsExactly("b/a.log", "xy");
    }

    @Test
    void letsTheLastRuleDecide() {
        assertThat(left("docs\n!docs/keep.md\n", "docs/a.md", "docs/keep.md")).containsExactly("docs/keep.md");
        assertThat(left("*\n!src", "src/a", "b")).containsExactly("src/a");
    }

    @Test
    void takesSignsOfPatternsAsTheyAre() {
        assertThat(left("a.b+\n", "a.b+", "axb+", "a.bb")).containsExactly("axb+", "a.bb");
    }
}
