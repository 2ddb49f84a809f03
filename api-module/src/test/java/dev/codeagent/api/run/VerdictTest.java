package dev.codeagent.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static TestReport report(List<String> passed, List<String> failed) {
        var tests = new ArrayList<>(passed);
        tests.addAll(failed);
        List<TestReport.Failure> failures = failed.stream()
                .map(name -> new TestReport.Failure(name, "no", "T.java:1"))
                .toList();
        return new TestReport(passed.size(), failed.size(), 0, false, tests, failures, "", 1);
    }

    private static final TestReport BEFORE = report(List.of("a", "b"), List.of("c"));

    @Test
    void isGreenWhenFailuresAreFixedAndNoTestIsMissing() {
        Verdict verdict = Verdict.compare(BEFORE, report(List.of("a", "b", "c", "d"), List.of()), List.of());

        assertThat(verdict.green()).isTrue();
        assertThat(verdict.fixed()).containsExactly("c");
        assertThat(verdict.missing()).isEmpty();
    }

    @Test
    void isNotGreenWhenTheFailingTestIsMissing() {
        Verdict verdict = Verdict.compare(BEFORE, report(List.of("a", "b", "d"), List.of()), List.of("T.java"));

        assertThat(verdict.green()).isFalse();
        assertThat(verdict.fixed()).isEmpty();
        assertThat(verdict.missing()).containsExactly("c");
        assertThat(verdict.changedTests()).containsExactly("T.java");
    }

    @Test
    void listsBrokenTests() {
        Verdict verdict = Verdict.compare(BEFORE, report(List.of("a", "c"), List.of("b")), List.of());

        assertThat(verdict.green()).isFalse();
        assertThat(verdict.broken()).containsExactly("b");
        assertThat(verdict.failing()).containsExactly("b");
    }

    @Test
    void isNotGreenWhenTheBuildFailsOrNoTestRuns() {
        var broken = new TestReport(0, 0, 0, true, List.of(), List.of(), "cannot compile", 1);
        var nothing = new TestReport(0, 0, 0, false, List.of(), List.of(), "", 1);

        assertThat(Verdict.compare(BEFORE, broken, List.of()).green()).isFalse();
        assertThat(Verdict.compare(nothing, nothing, List.of()).green()).isFalse();
    }

    @Test
    void isNotGreenWhenTheChangeWasNotTested() {
        assertThat(Verdict.notTested("no cache", List.of("T.java")).green()).isFalse();
        assertThat(new Verdict(List.of(), List.of(), List.of(), List.of(), List.of(), true, "no cache").green())
                .isFalse();
    }
}
