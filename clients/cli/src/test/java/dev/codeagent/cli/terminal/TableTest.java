package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private static final String REQUEST = "move the parser behind a port, and keep the tests of the old one ".repeat(5);

    @ParameterizedTest
    @ValueSource(ints = {50, 80, 140})
    void aRowIsOneLineOfATerminal(int columns) {
        List<String> lines = print(runs(), true, columns);

        assertThat(lines).hasSize(2).allMatch(line -> DisplayWidth.of(line) <= columns);
        assertThat(lines.getLast()).startsWith("run-0123456789abcdef").endsWith("…");
    }

    @Test
    void theWidestColumnIsShortenedFirst() {
        assertThat(print(runs(), true, 140).getLast()).contains("completed", "sess-0123456789abcdef", "$0.12");
    }

    @Test
    void aNarrowTerminalGetsFewerColumnsAndTheirHeaders() {
        assertThat(print(runs(), true, 60).getFirst()).doesNotContain("SESSION").contains("RUN", "REQUEST");
    }

    @Test
    void aPipeGetsWholeValues() {
        assertThat(print(runs(), false, 80).getLast())
                .contains("sess-0123456789abcdef")
                .endsWith(REQUEST.strip());
    }

    @Test
    void aShortenedPathKeepsItsEnd() {
        var table = new Table("ID", "PLACE");
        table.addRow("proj-1", "/srv/repositories/of/a/team/with/a/long/name/parser");

        assertThat(print(table, true, 30).getLast())
                .startsWith("proj-1")
                .endsWith("name/parser")
                .contains("…");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        var table = new Table("ID", "REQUEST", "STATE");
        table.addRow("1", "解析器を移動する", "done");
        table.addRow("2", "parser", "done");

        List<String> lines = print(table, true, 80);

        assertThat(lines)
                .extracting(line -> DisplayWidth.of(line.replaceFirst("done|STATE", "")))
                .containsOnly(22);
    }

    private static Table runs() {
        Table table = new Table("RUN", "STATE", "SESSION", "COST", "REQUEST")
                .keepWhole("RUN", "SESSION")
                .leaveOutFirst("SESSION", "COST");
        table.addRow("run-0123456789abcdef", "completed", "sess-0123456789abcdef", "$0.12", REQUEST);
        return table;
    }

    private static List<String> print(Table table, boolean terminal, int columns) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        table.print(new TerminalWriter(
                out,
                new TerminalCapabilities(terminal, false, terminal, StandardCharsets.UTF_8),
                TerminalSize.fixed(columns, 24)));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
