package dev.codeagent.cli.terminal;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Map;

/**
 * What standard output can show.
 *
 * @param charset of what it is given; in pipes and files always UTF-8
 */
public record TerminalCapabilities(boolean colors, Charset charset) {
    /** Consoles of Windows that read escape sequences without being told to; each names itself. */
    private static final List<String> ANSI_VARIABLES = List.of("WT_SESSION", "TERM", "ANSICON", "ConEmuANSI");

    /** {@code encoding} is the one that Java found the console to have; only Windows has others than UTF-8. */
    public static TerminalCapabilities of(
            boolean isTerminal, boolean windows, Map<String, String> environment, String encoding) {
        boolean supportsColors = windows
                ? ANSI_VARIABLES.stream().anyMatch(environment::containsKey)
                        && !"OFF".equals(environment.get("ConEmuANSI"))
                : environment.containsKey("TERM");
        boolean colorsDisabled =
                !environment.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(environment.get("TERM"));
        return new TerminalCapabilities(
                isTerminal && supportsColors && !colorsDisabled,
                isTerminal && windows ? charset(encoding) : StandardCharsets.UTF_8);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
