package dev.codeagent.cli.terminal;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What standard output can show.
 *
 * @param terminal whether it is a terminal, and no pipe or file
 * @param redraws whether lines can be replaced in place: the terminal moves its cursor, and a person looks at it
 * @param charset charset of the output; always UTF-8 in pipes and files
 */
public record TerminalCapabilities(boolean terminal, boolean colors, boolean redraws, Charset charset) {
    /** Variables that Windows consoles set if they support escape sequences by default. */
    private static final List<String> ANSI_VARIABLES = List.of("WT_SESSION", "TERM", "ANSICON", "ConEmuANSI");

    /** @param encoding the console's encoding as Java or the locale tells it */
    public static TerminalCapabilities of(
            boolean isTerminal, boolean windows, Map<String, String> environment, String encoding) {
        boolean supportsAnsi = windows
                ? ANSI_VARIABLES.stream().anyMatch(environment::containsKey)
                        && !"OFF".equals(environment.get("ConEmuANSI"))
                : !environment.getOrDefault("TERM", "").isEmpty();
        boolean ansi = isTerminal && supportsAnsi && !"dumb".equals(environment.get("TERM"));
        boolean colorsDisabled = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new TerminalCapabilities(
                isTerminal,
                ansi && !colorsDisabled,
                ansi && !isSet(environment, "CI"),
                isTerminal ? charset(encoding) : StandardCharsets.UTF_8);
    }

    /** The encoding of the first of the variables that decide about the locale; UTF-8 if none is set. */
    public static String encodingOfLocale(Map<String, String> environment) {
        for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String locale = environment.getOrDefault(variable, "");
            if (!locale.isEmpty()) {
                return encodingOfLocale(locale);
            }
        }
        return StandardCharsets.UTF_8.name();
    }

    /** @param locale for example {@code de_DE.ISO-8859-15@euro} or {@code C}; one without an encoding is read as UTF-8 */
    static String encodingOfLocale(String locale) {
        if (locale.equals("C") || locale.equals("POSIX")) {
            return StandardCharsets.US_ASCII.name();
        }
        int dot = locale.indexOf('.');
        return dot < 0
                ? StandardCharsets.UTF_8.name()
                : locale.substring(dot + 1).replaceFirst("@.*", "");
    }

    private static boolean isSet(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "").toLowerCase(Locale.ROOT);
        return !value.isEmpty() && !value.equals("false") && !value.equals("0");
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
