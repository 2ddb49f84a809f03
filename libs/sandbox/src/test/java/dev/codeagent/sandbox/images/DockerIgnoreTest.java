package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DockerIgnoreTest {
    private static List<String> notIgnored(String rules, String... paths) {
        DockerIgnore file = DockerIgnore.parse(rules);
        return Stream.of(paths).filter(path -> !file.ignores(path)).toList();
    }

    @Test
    void ignoresADirectoryWithItsContents() {
        assertThat(notIgnored("# built\n/target/\n", "target/a", "target/b/c", "src/target/a", "targets"))
                .containsExactly("src/target/a", "targets");
    }

    @Test
    void matchesWithinOneFolderOrAnyDepth() {
        assertThat(notIgnored(
                        "*.log\n**/*.tmp\na?c\nx[0-9]", "a.log", "b/a.log", "b/c/d.tmp", "e.tmp", "abc", "x7", "xy"))
                .containsExactly("b/a.log", "xy");
    }

    @Test
    void appliesTheLastMatchingRule() {
        assertThat(notIgnored("docs\n!docs/keep.md\n", "docs/a.md", "docs/keep.md"))
                .containsExactly("docs/keep.md");
        assertThat(notIgnored("*\n!src", "src/a", "b")).containsExactly("src/a");
    }

    @Test
    void matchesRegexCharactersLiterally() {
        assertThat(notIgnored("a.b+\n", "a.b+", "axb+", "a.bb")).containsExactly("axb+", "a.bb");
    }
}
