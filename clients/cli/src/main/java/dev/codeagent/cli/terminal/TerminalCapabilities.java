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
 * @param terminal whether it is a terminal, and no pipe or file
 * @param charset charset of the output; always UTF-8 in pipes and files
 */
public record TerminalCapabilities(boolean terminal, boolean colors, Charset charset) {
    /** Variables that Windows consoles set if they support escape sequences by default. */
    private static final List<String> ANSI_VARIABLES = List.of("WT_SESSION", "TERM", "ANSICON", "ConEmuANSI");

    /** @param encoding the console's encoding as Java detects it; used on Windows only */
    public static TerminalCapabilities of(
            boolean isTerminal, boolean windows, Map<String, String> environment, String encoding) {
        boolean supportsColors = windows
                ? ANSI_VARIABLES.stream().anyMatch(environment::containsKey)
                        && !"OFF".equals(environment.get("ConEmuANSI"))
                : environment.containsKey("TERM");
        boolean colorsDisabled =
                !environment.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(environment.get("TERM"));
        return new TerminalCapabilities(
                isTerminal,
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
