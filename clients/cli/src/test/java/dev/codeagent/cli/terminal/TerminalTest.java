package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void isColouredInATerminalOfUnixOnly() {
        assertThat(unix(true, Map.of("TERM", "xterm")).colours()).isTrue();
        assertThat(unix(false, Map.of("TERM", "xterm")).colours()).isFalse();
        assertThat(unix(true, Map.of()).colours()).isFalse();
        assertThat(unix(true, Map.of("TERM", "dumb")).colours()).isFalse();
    }

    @Test
    void isColouredInConsolesOfWindowsThatSayThatTheyCan() {
        assertThat(windows(true, Map.of("WT_SESSION", "1")).colours()).isTrue();
        assertThat(windows(true, Map.of("ConEmuANSI", "ON")).colours()).isTrue();
        assertThat(windows(true, Map.of("ConEmuANSI", "OFF")).colours()).isFalse();
        assertThat(windows(true, Map.of()).colours()).isFalse();
        assertThat(windows(false, Map.of("WT_SESSION", "1")).colours()).isFalse();
    }

    @Test
    void obeysNoColor() {
        assertThat(unix(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).colours())
                .isFalse();
        assertThat(unix(true, Map.of("TERM", "xterm", "NO_COLOR", "")).colours())
                .isTrue();
        assertThat(windows(true, Map.of("WT_SESSION", "1", "NO_COLOR", "1")).colours())
                .isFalse();
    }

    @Test
    void writesWhatAConsoleOfWindowsReadsAndUtf8IntoPipes() {
        assertThat(Terminal.of(true, true, Map.of(), "windows-1252").charset())
                .isEqualTo(Charset.forName("windows-1252"));
        assertThat(Terminal.of(false, true, Map.of(), "windows-1252").charset()).isEqualTo(StandardCharsets.UTF_8);
        assertThat(Terminal.of(true, true, Map.of(), "cp-unheard-of").charset()).isEqualTo(StandardCharsets.UTF_8);
        assertThat(Terminal.of(true, false, Map.of(), "ISO-8859-1").charset()).isEqualTo(StandardCharsets.UTF_8);
    }

    private static Terminal unix(boolean attached, Map<String, String> environment) {
        return Terminal.of(attached, false, environment, "UTF-8");
    }

    private static Terminal windows(boolean attached, Map<String, String> environment) {
        return Terminal.of(attached, true, environment, "UTF-8");
    }
}
