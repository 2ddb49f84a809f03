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
                "z.test.ts | process.on('exit', write)",
                "test_a.py | import pytest; pytest.Function.runtest = lambda self: None",
                "test_a.py | import pytest as p",
                "test_a.py | from pytest import Function",
                "test_a.py | from pytest import (raises, Item)",
                "test_a.py | from pytest import raises as r",
                "test_a.py | x = pytest",
                "test_a.py | change(pytest)",
                "test_a.py | pytest.raises = nothing",
                "test_a.py | pytest . raises = nothing",
                "test_a.py | ｐytest.Function",
                "test_a.py | setattr(pytest, 'raises', nothing)",
                "test_a.py | monkeypatch.setattr('pytest.Function', nothing)",
                "test_a.py | unittest.TestCase.run = nothing",
                "test_a.py | TestCase.run = nothing",
                "test_a.py | from unittest.case import TestCase",
                "test_a.py | from unittest import TestResult",
                "test_a.py | T = unittest.TestCase",
                "test_a.py | mock.patch.object(TestCase, 'run')",
                "test_a.py | sys.modules['x'].y = 1",
                "test_a.py | calc.add = nothing",
                "test_a.py | request.node.runtest = nothing",
                "test_a.py | def pytest_runtest_call(item): pass",
                "calc.py | import pytest",
                "calc.py | import os, unittest",
                "calc.py | import x.y; TestCase.run = nothing",
                "a.test.js | require('mocha').Runnable.prototype.run = nothing",
                "a.test.js | const P = Runnable.prototype;",
                "a.test.js | require('mocha/lib/runnable')",
                "a.test.js | import x from 'jest-circus'",
                "a.test.js | assert.strictEqual = () => {}",
                "a.test.js | expect['toBe'] = f",
                "a.test.js | test.run = f",
                "a.test.js | global.it = f",
                "a.test.js | Object.defineProperty(assert, 'ok', {})",
                "a.test.js | Object.assign(expect, {})",
                "a.test.js | calc.add = f",
                "src/test/java/ATest.java | import org.junit.runner.notification.RunListener;",
                "src/test/java/ATest.java | import org.junit.jupiter.engine.JupiterTestEngine;",
                "src/test/java/ATest.java | @Listeners(A.class) class ATest {}",
                "a_test.go | var _ = flag.Lookup(name)"
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
                "test_b.py | from pytest import approx, mark, raises",
                "test_b.py | from pytest import (mark, raises,)",
                "test_b.py | from unittest import TestCase, mock",
                "test_b.py | from unittest.mock import patch",
                "test_b.py | import unittest.mock as m",
                "test_b.py | class ATest(unittest.TestCase): pass",
                "test_b.py | with pytest.raises(ValueError) as e: pass",
                "test_b.py | @pytest.mark.parametrize(names, [pytest.param(1)])",
                "test_b.py | def test_a(x: pytest.MonkeyPatch = None): self.x = 1",
                "test_b.py | assert x.y == pytest.approx(1)",
                "b.test.js | import {jest, expect, test} from '@jest/globals'",
                "b.test.js | const {it, describe} = require('mocha')",
                "b.test.js | const test = require('node:test'), assert = require('node:assert')",
                "b.test.js | test('a', () => { expect(a.b).toBe(1); assert.equal(x, y) })",
                "b.test.js | jest.spyOn(A.prototype, 'x')",
                "b.test.js | window.x = 1",
                "src/test/java/ATest.java | import org.junit.runner.RunWith;",
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
