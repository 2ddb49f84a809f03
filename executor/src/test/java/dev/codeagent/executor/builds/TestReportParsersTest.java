package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parsers of test runner output, with samples in the documented formats. */
class TestReportParsersTest {
    private static final Path ROOT = Path.of("/w");

    @Test
    void readsLibtestOfOldAndNewCompilers() {
        List<TestCase> cases = LibtestParser.parse("""
                     Running unittests src/lib.rs (target/debug/deps/calc-1)

                running 4 tests
                test tests::adds ... ok
                test tests::fails ... FAILED
                test tests::waits ... ignored, later
                test tests::panics - should panic ... ok

                failures:

                ---- tests::fails stdout ----

                thread 'tests::fails' (217) panicked at src/lib.rs:9:5:
                assertion `left == right` failed: sum
                  left: 3
                 right: 4
                note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace


                failures:
                    tests::fails

                test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

                     Running tests/it.rs (target/debug/deps/it-2)

                running 2 tests
                test old ... FAILED
                test tests::adds ... ok

                failures:

                ---- old stdout ----
                thread 'main' panicked at 'boom', tests/it.rs:2:5

                failures:
                    old

                   Doc-tests calc

                running 1 test
                test src/lib.rs - add (line 2) ... ok
                """);

        assertThat(cases)
                .containsExactly(
                        TestCase.passed("tests::adds", 0),
                        TestCase.failed(
                                "tests::fails",
                                "assertion `left == right` failed: sum\nleft: 3\nright: 4",
                                "src/lib.rs:9",
                                0),
                        TestCase.skipped("tests::waits", 0),
                        TestCase.passed("tests::panics", 0),
                        TestCase.failed("old", "boom", "tests/it.rs:2", 0),
                        TestCase.passed("tests/it.rs tests::adds", 0),
                        TestCase.passed("src/lib.rs - add (line 2)", 0));
    }

    @Test
    void readsGoEventsWithSubtestsPanicsAndBuildFailures() {
        GoTestOutput events = GoTestOutput.parse("""
                # p/broken
                broken/b.go:2:12: undefined: x
                {"Action":"output","Package":"p/broken","Output":"FAIL\\tp/broken [build failed]\\n"}
                {"Action":"run","Package":"p","Test":"TestAdd"}
                {"Action":"pass","Package":"p","Test":"TestAdd","Elapsed":0.25}
                {"Action":"run","Package":"p","Test":"TestSub"}
                {"Action":"run","Package":"p","Test":"TestSub/two"}
                {"Action":"output","Package":"p","Test":"TestSub/two","Output":"    calc_test.go:5: broken\\n"}
                {"Action":"output","Package":"p","Test":"TestSub/two","Output":"    --- FAIL: TestSub/two (0.00s)\\n"}
                {"Action":"fail","Package":"p","Test":"TestSub/two","Elapsed":0}
                {"Action":"fail","Package":"p","Test":"TestSub","Elapsed":0}
                {"Action":"skip","Package":"p","Test":"TestSkip","Elapsed":0}
                {"Action":"run","Package":"p","Test":"TestPanic"}
                {"Action":"output","Package":"p","Test":"TestPanic","Output":"panic: nil map\\n"}
                {"Action":"output","Package":"p","Test":"TestPanic","Output":"goroutine 24 [running]:\\n"}
                {"Action":"output","Package":"p","Test":"TestPanic","Output":"\\t/w/calc_test.go:7 +0x28\\n"}
                {"Action":"fail","Package":"p","Elapsed":0.01}
                """, ROOT);

        assertThat(events.cases())
                .containsExactly(
                        TestCase.passed("p.TestAdd", 250),
                        TestCase.failed("p.TestSub/two", "broken", "calc_test.go:5", 0),
                        TestCase.skipped("p.TestSkip", 0),
                        TestCase.failed("p.TestPanic", "panic: nil map", "calc_test.go:7", 0),
                        TestCase.failed("p/broken (build)", "undefined: x", "broken/b.go:2", 0));
        assertThat(events.output()).contains("undefined: x");
    }

    @Test
    void readsJestAndVitest() {
        List<TestCase> cases = JestReportParser.parse("""
                {"testResults": [
                  {"name": "/w/a.test.js", "status": "failed", "message": "", "assertionResults": [
                    {"fullName": "calc adds", "status": "passed", "duration": 3},
                    {"fullName": "calc fails", "status": "failed", "duration": 1.6, "failureMessages": [
                      "Error: expected 1\\n    at toBe (/w/node_modules/x/i.js:1:2)\\n    at Object.<anonymous> (/w/a.test.js:7:12)"]},
                    {"fullName": "calc later", "status": "pending", "failureMessages": []}]},
                  {"name": "/w/b.test.js", "status": "failed", "message": "SyntaxError in /w/b.test.js:1:3", "assertionResults": []}
                ]}""", ROOT);

        assertThat(cases)
                .containsExactly(
                        TestCase.passed("a.test.js calc adds", 3),
                        TestCase.failed("a.test.js calc fails", "Error: expected 1", "a.test.js:7", 2),
                        TestCase.skipped("a.test.js calc later", 0),
                        TestCase.failed("b.test.js", "SyntaxError in /w/b.test.js:1:3", "b.test.js:1", 0));
        assertThat(JestReportParser.parse("", ROOT)).isEmpty();
        assertThatThrownBy(() -> JestReportParser.parse("{}", ROOT)).isInstanceOf(ToolExecutionException.class);
    }

    @Test
    void readsMocha() {
        List<TestCase> cases = MochaReportParser.parse("""
                {"stats": {}, "passes": [{"fullTitle": "calc adds", "duration": 2}],
                 "failures": [{"fullTitle": "calc fails", "duration": 1,
                   "err": {"message": "1 !== 2", "stack": "AssertionError: 1 !== 2\\n    at Context.<anonymous> (test/a.js:2:65)"}}],
                 "pending": [{"fullTitle": "calc later"}]}""", ROOT);

        assertThat(cases)
                .containsExactly(
                        TestCase.passed("calc adds", 2),
                        TestCase.failed("calc fails", "1 !== 2", "test/a.js:2", 1),
                        TestCase.skipped("calc later", 0));
    }

    @Test
    void readsTapOfAnyProgram() {
        assertThat(TapParser.parse("""
                > n@1.0.0 test
                TAP version 14
                ok 1 - adds
                not ok 2 fails
                  ---
                  message: no luck
                  at: x
                  ...
                ok 3 - later # SKIP not now
                not ok 4 - one day # TODO
                # Subtest: group
                    ok 1 - inner
                    1..1
                ok 5 - group
                1..5
                """, ROOT))
                .containsExactly(
                        TestCase.passed("adds", 0),
                        TestCase.failed("fails", "no luck", "", 0),
                        TestCase.skipped("later", 0),
                        TestCase.skipped("one day", 0),
                        TestCase.passed("group > inner", 0));
    }

    @Test
    void detectsTheTestRunnerOfAScript() {
        assertThat(NodeTestRunner.detect("tsc && jest --ci")).isEqualTo(NodeTestRunner.JEST);
        assertThat(NodeTestRunner.detect("jest && echo done")).isEqualTo(NodeTestRunner.OTHER);
        assertThat(NodeTestRunner.detect("vitest run")).isEqualTo(NodeTestRunner.VITEST);
        assertThat(NodeTestRunner.detect("nyc mocha test")).isEqualTo(NodeTestRunner.MOCHA);
        assertThat(NodeTestRunner.detect("node --import tsx --test src && echo done"))
                .isEqualTo(NodeTestRunner.NODE);
        assertThat(NodeTestRunner.detect("tap test/*.js")).isEqualTo(NodeTestRunner.OTHER);
    }
}
