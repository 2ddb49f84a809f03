package dev.codeagent.containers.managed;

import dev.codeagent.api.error.AgentException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Splits and quotes words like a shell, without any expansion. */
public final class ShellQuoting {
    /** Characters that a shell would interpret, so that policy rules would see something other than what runs. */
    private static final String SHELL_CHARACTERS = "#&|;<>()$`*?[]{}~!\n\r";

    private ShellQuoting() {}

    /**
     * Splits a text in which only quotes and backslashes have a meaning.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if it contains other characters that a shell would
     *     interpret
     */
    public static List<String> splitLiteral(String text) {
        return split(text, SHELL_CHARACTERS);
    }

    /** Does the same, but takes all other characters literally. */
    public static List<String> split(String text) {
        return split(text, "");
    }

    private static List<String> split(String text, String rejected) {
        var arguments = new ArrayList<String>();
        var argument = new StringBuilder();
        boolean started = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean expands =
                    quote == 0 ? rejected.indexOf(c) >= 0 : quote == '"' && !rejected.isEmpty() && "$`".indexOf(c) >= 0;
            if (expands) {
                throw AgentException.invalidValue(
                        "'" + c + "' in the command has a meaning in a shell; quote it with '…', or use sh -c '…'");
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                argument.append(quote == '"' && "\"\\$`".indexOf(next) < 0 ? "\\" + next : String.valueOf(next));
                started = true;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                started = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (started) {
                    arguments.add(argument.toString());
                }
                argument.setLength(0);
                started = false;
            } else {
                argument.append(c);
                started = true;
            }
        }
        if (quote != 0) {
            throw AgentException.invalidValue("a quote in the command is not closed; close it");
        }
        if (started) {
            arguments.add(argument.toString());
        }
        return arguments;
    }

    /** Quotes the words so that a shell reads exactly them. */
    public static String quote(List<String> arguments) {
        return arguments.stream()
                .map(w -> w.matches("[A-Za-z0-9_@%+=:,./-]+") ? w : "'" + w.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
