package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalCapabilitiesTest {

    @Test
    void usesColorsOnUnixOnlyInATerminal() {
        assertThat(unix(true, Map.of("TERM", "xterm")).colors()).isTrue();
        assertThat(unix(false, Map.of("TERM", "xterm")).colors()).isFalse();
        assertThat(unix(true, Map.of()).colors()).isFalse();
        assertThat(unix(true, Map.of("TERM", "dumb")).colors()).isFalse();
    }

    @Test
    void usesColorsInWindowsConsolesThatSupportAnsi() {
        assertThat(windows(true, Map.of("WT_SESSION", "1")).colors()).isTrue();
        assertThat(windows(true, Map.of("ConEmuANSI", "ON")).colors()).isTrue();
        assertThat(windows(true, Map.of("ConEmuANSI", "OFF")).colors()).isFalse();
        assertThat(windows(true, Map.of()).colors()).isFalse();
        assertThat(windows(false, Map.of("WT_SESSION", "1")).colors()).isFalse();
    }

    @Test
    void respectsNoColor() {
        assertThat(unix(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).colors())
                .isFalse();
        assertThat(unix(true, Map.of("TERM", "xterm", "NO_COLOR", "")).colors()).isTrue();
        assertThat(windows(true, Map.of("WT_SESSION", "1", "NO_COLOR", "1")).colors())
                .isFalse();
    }

    @Test
    void usesTheConsoleCharsetOnWindowsAndUtf8InPipes() {
        assertThat(TerminalCapabilities.of(true, true, Map.of(), "windows-1252").charset())
                .isEqualTo(Charset.forName("windows-1252"));
        assertThat(TerminalCapabilities.of(false, true, Map.of(), "windows-1252")
                        .charset())
                .isEqualTo(StandardCharsets.UTF_8);
        assertThat(TerminalCapabilities.of(true, true, Map.of(), "cp-unheard-of")
                        .charset())
                .isEqualTo(StandardCharsets.UTF_8);
    }

    @Test
    void takesTheCharsetOfTheLocaleOnUnix() {
        assertThat(encoding(Map.of("LANG", "de_DE.ISO-8859-1", "LC_CTYPE", ""))).isEqualTo("ISO-8859-1");
        assertThat(encoding(Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C"))).isEqualTo("US-ASCII");
        assertThat(encoding(Map.of("LANG", "de_DE.ISO-8859-15@euro"))).isEqualTo("ISO-8859-15");
        assertThat(encoding(Map.of("LANG", "C.UTF-8"))).isEqualTo("UTF-8");
        assertThat(encoding(Map.of("LANG", "de_DE"))).isEqualTo("UTF-8");
        assertThat(encoding(Map.of())).isEqualTo("UTF-8");
        assertThat(TerminalCapabilities.of(true, false, Map.of(), "ISO-8859-1").charset())
                .isEqualTo(StandardCharsets.ISO_8859_1);
        assertThat(TerminalCapabilities.of(false, false, Map.of(), "ISO-8859-1").charset())
                .isEqualTo(StandardCharsets.UTF_8);
    }

    @Test
    void redrawsLinesOnlyWhereAPersonLooksAtATerminal() {
        assertThat(unix(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).redraws())
                .isTrue();
        assertThat(unix(true, Map.of("TERM", "xterm", "CI", "false")).redraws()).isTrue();
        assertThat(unix(true, Map.of("TERM", "xterm", "CI", "true")).redraws()).isFalse();
        assertThat(unix(true, Map.of("TERM", "dumb")).redraws()).isFalse();
        assertThat(unix(false, Map.of("TERM", "xterm")).redraws()).isFalse();
        assertThat(windows(true, Map.of()).redraws()).isFalse();
        assertThat(windows(true, Map.of("WT_SESSION", "1")).redraws()).isTrue();
    }

    private static String encoding(Map<String, String> environment) {
        return TerminalCapabilities.encodingOfLocale(environment);
    }

    private static TerminalCapabilities unix(boolean isTerminal, Map<String, String> environment) {
        return TerminalCapabilities.of(isTerminal, false, environment, "UTF-8");
    }

    private static TerminalCapabilities windows(boolean isTerminal, Map<String, String> environment) {
        return TerminalCapabilities.of(isTerminal, true, environment, "UTF-8");
    }
}
