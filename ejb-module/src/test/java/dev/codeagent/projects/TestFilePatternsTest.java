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
                "web/app.spec.ts",
                "web/app.test.mjs",
                "web/app_spec.cjs",
                "web/app-test.js",
                "test-app.js",
                "test.mjs",
                "app/tests.py",
                "app/test.py",
                "a/ParserSpec.kt"
            })
    void recognizesTestFiles(String path) {
        assertThat(TestFilePatterns.isTestFile(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/java/a/Parser.java",
                "src/main/java/a/Contest.java",
                "pom.xml",
                "latest.txt",
                "contest.js",
                "inspect.ts",
                "TestReader.java"
            })
    void ignoresOtherFiles(String path) {
        assertThat(TestFilePatterns.isTestFile(path)).isFalse();
    }
}
