package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CommandLineQuotingTest {

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aShellReadsTheWordAsItIs() {
        assertThat(CommandContext.quote("/home/ann/data-1")).isEqualTo("/home/ann/data-1");
        assertThat(CommandContext.quote("http://127.0.0.1:8080")).isEqualTo("http://127.0.0.1:8080");
        assertThat(CommandContext.quote("/home/ann/my data")).isEqualTo("'/home/ann/my data'");
        assertThat(CommandContext.quote("it's;$(x)")).isEqualTo("'it'\\''s;$(x)'");
        assertThat(CommandContext.quote("C:\\x")).isEqualTo("'C:\\x'");
        assertThat(CommandContext.quote("")).isEqualTo("''");
    }

    @Test
    @EnabledOnOs(OS.WINDOWS)
    void aWindowsConsoleReadsTheWordAsItIs() {
        assertThat(CommandContext.quote("C:\\Users\\ann\\data")).isEqualTo("C:\\Users\\ann\\data");
        assertThat(CommandContext.quote("C:\\Users\\ann smith")).isEqualTo("\"C:\\Users\\ann smith\"");
    }
}
