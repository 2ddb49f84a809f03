package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text of a repository that would make patterns slow. */
class SlowTextTest {
    private static final int LENGTH = 100_000;

    static Stream<Arguments> lines() {
        return Stream.of(
                        "[",
                        "[[",
                        "[project",
                        "[target.",
                        "implementation 'a:b:1'",
                        "implementation(",
                        "resolved\": ",
                        "\"resolved\":",
                        "a[",
                        "-r ",
                        "a==1",
                        "require",
                        "path",
                        "process",
                        "process::",
                        "from pytest import ",
                        "from pytest import (",
                        "pytest.",
                        "pytest.raises",
                        "import unittest",
                        "setattr(",
                        "x.prototype",
                        "Object.defineProperty(",
                        "package org",
                        "func ",
                        "<project>",
                        "=",
                        "")
                .flatMap(start ->
                        Stream.of(" ", "a.", " raises, ", "dependencies.").map(part -> Arguments.of(start, part)));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLongLineIsReadInShortTime(String start, String part) {
        String line = start + part.repeat(LENGTH / part.length()) + "x";
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (String path : new String[] {
                "pyproject.toml",
                "setup.cfg",
                "Cargo.toml",
                "go.mod",
                "requirements.txt",
                "build.gradle",
                "package.json",
                "package-lock.json",
                "yarn.lock",
                "pnpm-lock.yaml",
                "bun.lock",
                "uv.lock",
                "pom.xml"
            }) {
                assertThat(TestConfiguration.isChanged(path, Optional.of("a\n"), Optional.of("a\n" + line + "\n")))
                        .isTrue();
            }
            for (String path : new String[] {"test_a.py", "a_test.go", "tests/a.rs", "ATest.java", "a.test.js"}) {
                TestProcessCode.isAdded(path, "", line);
            }
        });
    }

    @Test
    void aLongPathIsReadInShortTime() {
        for (String part : new String[] {"src/java/junit/", "vendor/", "requirements", "a", "jest.config", "_test."}) {
            String path = part.repeat(4_096 / part.length());
            assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
                RunnerFiles.isRunnerFile(path);
                RunnerFiles.hidingDirectory(path);
                TestConfiguration.isBuildFile(path);
                return TestFilePatterns.isTestFile(path);
            });
        }
    }

    @Test
    void aLongMessageOfGitIsReadInShortTime() {
        String message = "x".repeat(LENGTH);

        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(2), () -> GitProgress.withoutProgress(message + "\rb\r\nc")))
                .isEqualTo("b\r\nc");
    }
}
