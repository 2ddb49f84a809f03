package dev.codeagent.containers.own;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Words as a shell quotes them, without anything that a shell would do with them. */
public final class Words {
    /** What a shell would not take as it stands, so that rules would read something else than what runs. */
    private static final String SHELL = "#&|;<>()$`*?[]{}~!\n\r";

    private Words() {}

    /** The words of a text in which nothing but quotes and backslashes has a meaning; refuses what a shell would expand. */
    public static List<String> plain(String text) {
        return split(text, SHELL);
    }

    /** The same, taking every other character as it is. */
    public static List<String> split(String text) {
        return split(text, "");
    }

    private static List<String> split(String text, String refused) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean expands =
                    quote == 0 ? refused.indexOf(c) >= 0 : quote == '"' && !refused.isEmpty() && "$`".indexOf(c) >= 0;
            if (expands) {
                throw Refused.because("'" + c + "' in the command is a shell's; quote it with '…', or write sh -c '…'");
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                word.append(quote == '"' && "\"\\$`".indexOf(next) < 0 ? "\\" + next : String.valueOf(next));
                begun = true;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                begun = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (quote != 0) {
            throw Refused.because("a quote in the command is not closed");
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /** A text that a shell reads as just these words. */
    public static String quoted(List<String> words) {
        return words.stream()
                .map(w -> w.matches("[A-Za-z0-9_@%+=:,./-]+") ? w : "'" + w.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
