package dev.codeagent.api.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that a user typed, divided into its parts. A command and its options come first: {@code --name}, {@code --name=value}
 * or {@code --name value}; {@code --} ends them. The text after them may have several lines and is not changed.
 *
 * @param command the first word, with its slash
 * @param options the options before the text, in order
 */
public record CommandLine(String command, List<Option> options, String text) {
    /** Possessive, because a text may be long: each other repetition of a group needs a stack frame. */
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"|'([^']*+)'|(\\S++)");

    private static final String END_OF_OPTIONS = "--";

    /**
     * An option.
     *
     * @param name without the dashes
     * @param value empty if it has none
     * @param separate whether the value is a word of its own
     */
    public record Option(String name, String value, boolean separate) {
        /** The option as the words of a command line. */
        public List<String> words() {
            return separate
                    ? List.of(END_OF_OPTIONS + name, value)
                    : List.of(END_OF_OPTIONS + name + (value.isEmpty() ? "" : "=" + value));
        }
    }

    public CommandLine {
        options = List.copyOf(options);
    }

    /** @param takesValue whether the option of this name has a value, which may be the next word */
    public static CommandLine parse(String line, Predicate<String> takesValue) {
        String stripped = line.strip();
        int end = endOfWord(stripped);
        var options = new ArrayList<Option>();
        Matcher word = WORD.matcher(stripped);
        int position = skipWhitespace(stripped, end);
        while (stripped.startsWith(END_OF_OPTIONS, position) && word.find(position)) {
            String option = unquote(word.toMatchResult());
            position = skipWhitespace(stripped, word.end());
            if (option.equals(END_OF_OPTIONS)) {
                break;
            }
            int equals = option.indexOf('=');
            String name = option.substring(END_OF_OPTIONS.length(), equals < 0 ? option.length() : equals);
            if (equals < 0 && takesValue.test(name) && word.find(position)) {
                options.add(new Option(name, unquote(word.toMatchResult()), true));
                position = skipWhitespace(stripped, word.end());
            } else {
                options.add(new Option(name, equals < 0 ? "" : option.substring(equals + 1), false));
            }
        }
        return new CommandLine(stripped.substring(0, end), options, stripped.substring(position));
    }

    private static int endOfWord(String text) {
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int skipWhitespace(String text, int from) {
        int position = from;
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position;
    }

    /** The words of a text: separated by white space; a word in quotes may contain it. */
    public static List<String> words(String text) {
        return WORD.matcher(text).results().map(CommandLine::unquote).toList();
    }

    /** In double quotes a backslash makes the next character an ordinary one; in single quotes all characters are. */
    private static String unquote(MatchResult word) {
        if (word.group(1) != null) {
            return word.group(1).replaceAll("\\\\(.)", "$1");
        }
        return word.group(2) != null ? word.group(2) : word.group(3);
    }
}
