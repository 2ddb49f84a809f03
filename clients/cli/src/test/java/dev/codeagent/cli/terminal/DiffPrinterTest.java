package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DiffPrinterTest {
    private static final String DIFF = """
            diff --git a/A.java b/A.java
            --- a/A.java
            +++ b/A.java
            @@ -1,2 +1,2 @@
             same
            -old
            +new""";

    @Test
    void printsNoColorsToAPipe() {
        assertThat(print(DIFF, false)).isEqualTo(DIFF + "\n");
    }

    @Test
    void colorsAddedAndRemovedLinesInATerminal() {
        assertThat(print(DIFF, true))
                .contains("\u001b[31m-old\u001b[0m\n\u001b[32m+new\u001b[0m\n")
                .contains("\u001b[1m--- a/A.java\u001b[0m\n")
                .contains("\u001b[36m@@ -1,2 +1,2 @@\u001b[0m\n")
                .contains("\n same\n");
    }

    @Test
    void escapesControlCharactersInChangedFiles() {
        assertThat(print("@@ -0,0 +1 @@\n+\u001b[8mhidden", false)).contains("+␛[8mhidden");
    }

    private static String print(String diff, boolean colors) {
        var bytes = new ByteArrayOutputStream();
        DiffPrinter.print(diff, new TerminalWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8), colors));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
