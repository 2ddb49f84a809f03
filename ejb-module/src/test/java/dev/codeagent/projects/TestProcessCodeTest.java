package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestProcessCodeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zz_test.go | func TestMain(m *testing.M) {}",
                "zz_test.go | func init() {}",
                "zz_test.go | func /**/ init() {}",
                "zz_test.go | func init /**/ () {}",
                "zz_test.go | var _ = exit(os.Exit)",
                "zz_test.go | import . \"syscall\"",
                "zz_test.go | //go:linkname exit os.runtime_beforeExit",
                "zz.go | func init() { fmt.Print(text) }",
                "zz.go | import \"C\"",
                "zz.go | fmt.Print(\"\\x16=== RUN   TestAdd\")",
                "test_zz.py | import _pytest.runner",
                "test_zz.py | pytest_plugins = ['evil']",
                "test_zz.py | os._exit(0)",
                "test_zz.py | atexit.register(write)",
                "calc.py | from _pytest import reports",
                "tests/zz.rs | std::process::exit(0)",
                "tests/zz.rs | use std::process::{self, exit};",
                "src/lib.rs | #[link_section = \".init_array\"]",
                "src/test/java/ZTest.java | System.exit(0);",
                "src/test/java/ZTest.java | Runtime.getRuntime().halt(0);",
                "src/test/java/ZTest.java | System.\\u0065xit(0);",
                "src/test/java/L.java | import org.junit.platform.launcher.TestExecutionListener;",
                "src/main/java/A.java | package org.junit.jupiter.api;",
                "src/main/kotlin/A.kt | package kotlin.test",
                "z.test.js | process.exit(0)",
                "z.test.ts | process.on('exit', write)"
            })
    void codeThatActsOnTheProcessOfTheTestsCounts(String path, String code) {
        assertThat(TestProcessCode.isSource(path)).isTrue();
        assertThat(TestProcessCode.isAdded(path, "", code)).isTrue();
        assertThat(TestProcessCode.isAdded(path, code, code + "\n")).isFalse();
        assertThat(TestProcessCode.isAdded(path, code, code + "\n" + code)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a_test.go | func TestInit(t *testing.T) { initialize(); t.Log(\"git init\") }",
                "main.go | func main() { os.Exit(1) }",
                "test_b.py | import pytest",
                "test_b.py | import sys; sys.exit",
                "tests/b.rs | use std::process::Command;",
                "src/test/java/a/ATest.java | package a.junit; import org.junit.jupiter.api.Test;",
                "src/main/java/A.java | System.exit(1);",
                "b.test.js | process.env.X = 'a'",
                "cli.js | process.exit(1)"
            })
    void ordinaryCodeDoesNotCount(String path, String code) {
        assertThat(TestProcessCode.isAdded(path, "", code)).isFalse();
    }

    @Test
    void aLongLineIsReadInShortTime() {
        String line = "process ".repeat(100_000);

        Assertions.assertTimeout(
                Duration.ofSeconds(10), () -> TestProcessCode.isAdded("tests/b.rs", "", line + " ".repeat(100_000)));
    }
}
