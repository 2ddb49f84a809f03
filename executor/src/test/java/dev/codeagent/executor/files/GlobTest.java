package dev.codeagent.executor.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlobTest {
    private static boolean matches(String glob, String path) {
        return Glob.compile(glob, true).matches(path);
    }

    @Test
    void matchesLikeGit() {
        for (String[] pair : new String[][] {
            {"*.java", "A.java"},
            {"*.java", "src/a/A.java"},
            {"src/**", "src/a/b"},
            {"**/x", "x"},
            {"**/x", "a/b/x"},
            {"a/**/b", "a/b"},
            {"a/**/b", "a/x/y/b"},
            {"/a", "a"},
            {"a?c", "abc"},
            {"a?c", "a😀c"},
            {"[a-c]x", "bx"},
            {"[!a-c]x", "dx"},
            {"[]]x", "]x"},
            {"[ab", "[ab"},
            {"\\*x", "*x"},
            {"*.{ts,tsx}", "b/a.tsx"},
            {"{a,b{c,d}}/e", "bd/e"},
            {"{a", "{a"},
            {"a{}b", "ab"},
            {"a**b", "axxb"},
            {"😀*", "😀x"}
        }) {
            assertThat(matches(pair[0], pair[1])).as(pair[0] + " " + pair[1]).isTrue();
        }
        for (String[] pair : new String[][] {
            {"*.java", "A.jav"},
            {"src/*", "src/a/b"},
            {"/a", "b/a"},
            {"a?c", "a/c"},
            {"[a-c]x", "dx"},
            {"[!a]x", "/x"},
            {"a**b", "a/b"},
            {"*.{ts,tsx}", "a.js"},
            {"a/**/b", "ab"}
        }) {
            assertThat(matches(pair[0], pair[1])).as(pair[0] + " " + pair[1]).isFalse();
        }
        assertThat(Glob.compile("{a,b}", false).matches("a")).isFalse();
        assertThat(Glob.compile("{a,b}", false).matches("{a,b}")).isTrue();
    }

    /** Each of these patterns takes exponential time, or a high power of the length, in a matcher that goes back. */
    @Test
    void matchesEveryPatternInBoundedTime() {
        String path = "a/".repeat(150) + "a".repeat(300) + "c";
        for (String glob : List.of(
                "**/".repeat(30) + "b",
                "*a".repeat(60) + "b",
                "**/*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
                "{a,a/}".repeat(40) + "b",
                "{a*,a/*}".repeat(40) + "b",
                "{".repeat(400) + "a" + "}".repeat(400) + "b")) {
            long start = System.nanoTime();
            assertThat(matches(glob, path)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(glob).isLessThan(Duration.ofSeconds(2));
        }
        assertThat(matches("a".repeat(Glob.MAX_LENGTH + 1), "a".repeat(Glob.MAX_LENGTH + 1)))
                .isFalse();
    }
}
