package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestFilePatternsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/test/java/a/ParserTest.java",
                "module/src/test/resources/data.json",
                "a/ParserIT.java",
                "tests/test_parser.py",
                "pkg/parser_test.go",
                "web/app.spec.ts"
            })
    void recognizesTestFiles(String path) {
        assertThat(TestFilePatterns.isTestFile(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java/a/Parser.java", "src/main/java/a/Contest.java", "pom.xml", "latest.txt"})
    void ignoresOtherFiles(String path) {
        assertThat(TestFilePatterns.isTestFile(path)).isFalse();
    }
}
