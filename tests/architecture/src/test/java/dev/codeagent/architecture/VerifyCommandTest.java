package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code codeagent verify}, with a Maven that does nothing and reports that the test writes. */
class VerifyCommandTest {
    private static final FileTime THIS_BUILD = FileTime.from(Instant.now().plus(Duration.ofHours(1)));
    private static final FileTime AN_EARLIER_BUILD = FileTime.from(Instant.now().minus(Duration.ofHours(1)));

    @TempDir
    Path folder;

    /** Runs the command, and returns its exit code and what it writes to stderr, without the Maven command. */
    private String verify(int mavenExit) throws Exception {
        Path command = Files.copy(
                ModuleListsTest.findRoot().resolve("codeagent"),
                folder.resolve("codeagent"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
        Files.writeString(maven, "#!/bin/sh\nexit " + mavenExit + "\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Path output = folder.resolve("output");
        var builder = new ProcessBuilder(command.toString(), "verify").redirectError(output.toFile());
        builder.environment().put("PATH", maven.getParent() + File.pathSeparator + System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));

        int exit = builder.start().waitFor();

        return "exit " + exit + "\n" + Files.readString(output).replaceFirst("running all tests: mvn .*\n", "");
    }

    private void report(String file, String text, FileTime written) throws IOException {
        Path report = folder.resolve(file);
        Files.createDirectories(report.getParent());
        Files.writeString(report, text);
        Files.setLastModifiedTime(report, written);
    }

    private void suite(String reports, String name, String seconds, int tests, FileTime written) throws IOException {
        String text = """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite version="3.0.2" name="%s" time="%s" tests="%d" errors="0" skipped="0">
                  <testcase name="reads" classname="%s" time="99"/>
                </testsuite>
                """.formatted(name, seconds, tests, name);
        report(reports + "/TEST-" + name + ".xml", text, written);
    }

    @Test
    void printsWhereTheTimeWentAndThenTheFailures() throws Exception {
        suite("libs/policy/target/surefire-reports", "dev.codeagent.policy.RuleTest", "0.3", 9, THIS_BUILD);
        suite("libs/policy/target/surefire-reports", "dev.codeagent.policy.OldTest", "77", 1, AN_EARLIER_BUILD);
        suite("tests/system/target/failsafe-reports", "dev.RunTest", "1,234.5", 100, THIS_BUILD);
        suite("tests/system/target/failsafe-reports", "dev.RunTest(postgresql)", "12", 20, THIS_BUILD);
        report(
                "libs/policy/target/surefire-reports/dev.codeagent.policy.RuleTest.txt",
                "Tests run: 9\ndev.codeagent.policy.RuleTest.reads -- Time elapsed: 1 s <<< FAILURE!\nexpected: 1\n",
                THIS_BUILD);

        assertThat(verify(1)).isEqualTo("""
                        exit 1

                        Where the time of the tests went, slowest first:

                        SECONDS  TESTS  MODULE
                         1246.5    120  tests/system
                            0.3      9  libs/policy
                         1246.8    129  all modules

                        SECONDS  TESTS  MODULE                CLASS (the 15 slowest)
                         1234.5    100  tests/system          RunTest
                           12.0     20  tests/system          RunTest(postgresql)
                            0.3      9  libs/policy           RuleTest

                        dev.codeagent.policy.RuleTest.reads -- Time elapsed: 1 s <<< FAILURE!
                        expected: 1
                        """);
    }

    @Test
    void listsFifteenClassesInLinesOfAtMost80Characters() throws Exception {
        for (int i = 1; i <= 20; i++) {
            String name = "dev.Test" + i + "x".repeat(60);
            suite("release/distribution/target/surefire-reports", name, i + ".0", 1, THIS_BUILD);
        }

        String output = verify(0);

        assertThat(output.lines().filter(line -> line.contains("Test"))).hasSize(15);
        assertThat(output).contains("Test20").contains("Test6").doesNotContain("Test5");
        assertThat(output.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void printsNoTimesIfNoTestRan() throws Exception {
        assertThat(verify(1)).isEqualTo("exit 1\n");
    }
}
