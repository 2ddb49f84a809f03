package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JUnitXmlParserTest {
    @TempDir
    Path folder;

    private List<TestCase> read(String xml) throws IOException {
        Path file = folder.resolve("TEST-a.xml");
        Files.writeString(file, xml);
        return JUnitXmlParser.read(List.of(file));
    }

    @Test
    void readsPassedFailedAndSkippedTests() throws IOException {
        List<TestCase> cases = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="a.ParserTest" tests="4">
                  <testcase name="reads" classname="a.ParserTest" time="0.012"/>
                  <testcase name="fails" classname="a.ParserTest" time="1,234.5">
                    <failure message="expected: &lt;1&gt; but was: &lt;2&gt;" type="x">x
                at org.junit.Assert.fail(Assert.java:1)
                at a.ParserTest.fails(ParserTest.java:42)</failure>
                  </testcase>
                  <testcase name="breaks" classname="a.ParserTest" time="0">
                    <error type="java.lang.IllegalStateException">java.lang.IllegalStateException: no
                at a.Parser.read(Parser.java:7)</error>
                  </testcase>
                  <testcase name="waits" classname="a.ParserTest" time="0"><skipped/></testcase>
                </testsuite>
                """);

        assertThat(cases)
                .containsExactly(
                        new TestCase("a.ParserTest.reads", TestCase.Status.PASSED, "", "", 12),
                        new TestCase(
                                "a.ParserTest.fails",
                                TestCase.Status.FAILED,
                                "expected: <1> but was: <2>",
                                "ParserTest.java:42",
                                1_234_500),
                        new TestCase(
                                "a.ParserTest.breaks",
                                TestCase.Status.FAILED,
                                "java.lang.IllegalStateException: no",
                                "Parser.java:7",
                                0),
                        new TestCase("a.ParserTest.waits", TestCase.Status.SKIPPED, "", "", 0));
    }

    @Test
    void rejectsExternalEntities() {
        assertThatThrownBy(
                        () -> read(
                                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><testsuite><testcase name=\"&e;\"/></testsuite>"))
                .isInstanceOf(ToolExecutionException.class)
                .hasMessageContaining("TEST-a.xml");
    }

    @Test
    void rejectsADamagedReport() {
        assertThatThrownBy(() -> read("<testsuite><testcase")).isInstanceOf(ToolExecutionException.class);
    }
}
