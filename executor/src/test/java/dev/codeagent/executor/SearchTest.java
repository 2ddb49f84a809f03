package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final String BINARY_SKIPPED = "\n(not searched: binary (binary); use run_command with grep -a)";

    @TempDir
    Path folder;

    private ExecutorFixture fixture;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        fixture = ExecutorFixture.create(folder);
        root = fixture.workspace();
    }

    private void writeFile(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void skipsIgnoredAndHiddenFiles() throws IOException {
        writeFile(".gitignore", "build/\n*.log\n!kept.log\n");
        writeFile("build/out.txt", "needle\n");
        writeFile("a.log", "needle\n");
        writeFile("kept.log", "needle\n");
        writeFile(".hidden/x.txt", "needle\n");
        writeFile("src/a.txt", "needle\n");
        writeFile(".git/HEAD", "needle\n");
        Files.write(root.resolve("binary"), "needle\0\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(fixture.resultText("search", "pattern", "needle", "files_only", true))
                .isEqualTo("kept.log\nsrc/a.txt" + BINARY_SKIPPED);
        assertThat(fixture.resultText("search", "pattern", "needle", "files_only", true, "hidden", true))
                .isEqualTo(".hidden/x.txt\nkept.log\nsrc/a.txt" + BINARY_SKIPPED);
        assertThat(fixture.resultText("search", "pattern", "needle", "files_only", true, "no_ignore", true))
                .isEqualTo("a.log\nbuild/out.txt\nkept.log\nsrc/a.txt" + BINARY_SKIPPED);
        assertThat(fixture.resultText("search", "pattern", "needle", "path", "a.log"))
                .isEqualTo("a.log:1: needle");
    }

    @Test
    void ignoresTheSameFilesAsGit() throws Exception {
        writeFile(
                ".gitignore",
                "# comment\n*.tmp\n/top\nlogs/**\n**/cache\na/**/z.txt\ndoc/*.md\n!doc/keep.md\n[ab]x?.c\n"
                        + "\\#odd\nspace\\ \ntrail   \nfoo/\n*.{q,r}\n");
        writeFile("deep/.gitignore", "!*.tmp\nlocal\n");
        for (String path : List.of(
                "x.tmp",
                "deep/y.tmp",
                "top",
                "deep/top",
                "logs/a/b",
                "m/cache/f",
                "cache",
                "a/z.txt",
                "a/b/c/z.txt",
                "doc/one.md",
                "doc/keep.md",
                "doc/in/two.md",
                "axy.c",
                "cxy.c",
                "#odd",
                "space ",
                "trail",
                "foo",
                "bar/foo/inner",
                "deep/local",
                "local",
                "k.{q,r}",
                "k.q",
                "plain.txt")) {
            if (!path.equals("foo")) {
                writeFile(path, "needle\n");
            }
        }
        Shell.run(root, "git init -q .");
        String[] expected = Shell.run(
                        root,
                        "git -c core.quotePath=false ls-files -co --exclude-standard -z | tr '\\0' '\\n' | grep -v gitignore")
                .split("\n");

        String found = fixture.resultText("search", "pattern", "needle", "files_only", true);

        assertThat(found.split("\n")).containsExactlyInAnyOrder(expected);
        assertThat(Arrays.asList(expected)).contains("k.q", "doc/in/two.md").doesNotContain("x.tmp");
    }

    @Test
    void showsContextLinesAroundAMatch() throws IOException {
        writeFile("a.txt", "one\ntwo\nhit 1\nthree\nhit 2\nfour\nfive\nsix\nhit 3\n");

        assertThat(fixture.resultText("search", "pattern", "hit", "context", 1)).isEqualTo("""
                a.txt-2- two
                a.txt:3: hit 1
                a.txt-4- three
                a.txt:5: hit 2
                a.txt-6- four
                --
                a.txt-8- six
                a.txt:9: hit 3""");
    }

    @Test
    void supportsCountFixedStringsGlobAndLimit() throws IOException {
        writeFile("a.java", "A.b(\na.b(\naxb\n");
        writeFile("b.ts", "a.b(\n");
        writeFile("c.md", "a.b(\n");

        assertThat(fixture.resultText("search", "pattern", "a.b", "count", true))
                .isEqualTo("a.java: 2\nb.ts: 1\nc.md: 1");
        assertThat(fixture.resultText(
                        "search", "pattern", "a.b(", "fixed_strings", true, "case_sensitive", false, "glob", "*.java"))
                .isEqualTo("a.java:1: A.b(\na.java:2: a.b(");
        assertThat(fixture.resultText("search", "pattern", "a.b", "glob", "*.{ts,md}", "files_only", true))
                .isEqualTo("b.ts\nc.md");
        assertThat(fixture.resultText("search", "pattern", "a.b", "glob", "!*.md", "files_only", true))
                .isEqualTo("a.java\nb.ts");
        assertThat(fixture.resultText("search", "pattern", "a.b", "limit", 1))
                .isEqualTo("a.java:2: a.b(\n… there may be more; narrow the pattern or the path");
    }

    @Test
    void explainsInvalidArguments() {
        assertThat(fixture.resultText("search", "pattern", "foo(bar"))
                .contains("is not a regular expression", "fixed_strings");
        assertThat(fixture.resultText("search", "pattern", "x", "hidden", "yes"))
                .contains("'hidden' must be true or false");
        assertThat(fixture.resultText("search", "pattern", "x", "path", "none")).contains("no file 'none'");
    }

    /** An empty group that is repeated reads no character, so that no deadline ends it; nesting overflows the stack. */
    @Test
    @Timeout(60)
    void rejectsExpressionsThatNoDeadlineEnds() {
        assertThat(fixture.resultText("search", "pattern", "(?:(?:(?:){60000}){60000}){60000}"))
                .contains("multiply to more than");
        assertThat(fixture.resultText("search", "pattern", "(".repeat(9_000) + ")".repeat(9_000)))
                .contains("more than 10000 characters");
        assertThat(fixture.resultText("search", "pattern", "(".repeat(4_900) + ")".repeat(4_900)))
                .isNotEmpty();
        assertThat(fixture.resultText("search", "pattern", "x", "glob", "**/".repeat(30) + "y"))
                .isEqualTo("no match");
    }

    @Test
    void reportsARegularExpressionThatRecursesTooDeeply() throws IOException {
        writeFile("b.txt", "ab".repeat(100_000) + "\n");

        assertThat(fixture.resultText("search", "pattern", "(a|b)*c")).contains("recurses too deeply");
    }
}
