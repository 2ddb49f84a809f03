package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingPrinterTest {
    private static final List<Finding> FINDINGS = List.of(
            Finding.ok("java", "Java 21"),
            Finding.warn("docker", "no engine", "containers", "install it"),
            Finding.fail("provider of-a-long-name", "told \u001b[2Jlies\nin two lines", "", "do not believe it"));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

    private String print(FindingPrinter printer) {
        FINDINGS.forEach(printer::print);
        printer.printSummary(DiagnosticReport.of(FINDINGS));
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsImpactAndAdviceBelowTheFinding() {
        assertThat(print(FindingPrinter.text(new TerminalWriter(out, false)))).isEqualTo("""
                ok    java           Java 21
                warn  docker         no engine
                                     impact  containers
                                     fix     install it
                fail  provider of-a-long-name  told ␛[2Jlies in two lines
                                     fix     do not believe it
                1 ok, 1 warning, 1 failure
                """);
    }

    @Test
    void colorsTheLevels() {
        assertThat(print(FindingPrinter.text(new TerminalWriter(out, true))))
                .contains("\u001b[32mok  \u001b[0m", "\u001b[33mwarn\u001b[0m", "\u001b[31mfail\u001b[0m");
    }

    @Test
    void printsOneJsonObjectPerLine() {
        assertThat(print(FindingPrinter.json(out)).lines())
                .containsExactly(
                        "{\"check\":\"java\",\"level\":\"ok\",\"found\":\"Java 21\",\"lost\":\"\",\"advice\":\"\"}",
                        "{\"check\":\"docker\",\"level\":\"warn\",\"found\":\"no engine\",\"lost\":\"containers\","
                                + "\"advice\":\"install it\"}",
                        "{\"check\":\"provider of-a-long-name\",\"level\":\"fail\","
                                + "\"found\":\"told \\u001b[2Jlies\\nin two lines\",\"lost\":\"\","
                                + "\"advice\":\"do not believe it\"}");
    }
}
