package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Text of a hostile server in every place where the command prints: an OSC sequence, a CSI sequence of 8 bits, a bell. */
class TerminalStreamTest {
    private static final String HOSTILE = "a\u001b]52;c;ZXZpbA==\u0007b\u009b2Jc";
    private static final String SAFE = "a\u241b]52;c;ZXZpbA==\u2407b<U+009B>2Jc";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = TerminalStream.forOutput(bytes, StandardCharsets.UTF_8);
    private final PrintStream err = TerminalStream.forErrors(bytes, StandardCharsets.UTF_8, () -> {});

    private String printed() {
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void errorsAreMadeSafe() {
        err.println("codeagent: " + HOSTILE);
        err.print(HOSTILE);

        assertThat(printed()).isEqualTo("codeagent: " + SAFE + "\n" + SAFE);
    }

    @Test
    void jsonEscapesAllControlCharacters() {
        out.println(Json.createObjectBuilder().add("x", HOSTILE).build());

        assertThat(printed()).isEqualTo("{\"x\":\"a\\u001b]52;c;ZXZpbA==\\u0007b\\u009b2Jc\"}\n");
    }

    @Test
    void aPatchKeepsItsBytes() {
        byte[] patch = {'+', 'g', (byte) 0xfc, '\r', '\n', (byte) 0x9b, 0};

        out.writeBytes(patch);

        out.flush();
        assertThat(bytes.toByteArray()).isEqualTo(patch);
    }

    @Test
    void linesAndTablesAreMadeSafe() {
        var terminal = new TerminalWriter(out, true);
        terminal.writeLine(Style.BOLD, HOSTILE);
        var table = new Table("id");
        table.addRow(HOSTILE + "\n" + HOSTILE);
        table.print(terminal);

        assertThat(printed().replace("\u001b[1m", "").replace("\u001b[0m", ""))
                .isEqualTo(SAFE + "\nid\n" + SAFE + " " + SAFE + "\n");
    }
}
