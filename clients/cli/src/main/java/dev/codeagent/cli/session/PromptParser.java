package dev.codeagent.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * Splits what is typed into words for the completion, and decides whether Enter sends it or starts another line: after a
 * backslash at the end of a line, in a block between {@code ```}, and in double quotes that begin with a word. An
 * apostrophe opens nothing, because it is part of ordinary words.
 */
final class PromptParser implements Parser {
    private static final String FENCE = "```";
    private static final Pattern FENCED = Pattern.compile("```.*?```", Pattern.DOTALL);

    /** Words at white space; quotes are part of the words. */
    private record Words(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
            implements CompletingParsedLine {
        @Override
        public String word() {
            return words.get(wordIndex);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return word().length();
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && isUnfinished(line)) {
            throw new EOFError(-1, -1, "the text goes on");
        }
        int at = Math.min(cursor, line.length());
        int start = at;
        while (start > 0 && !Character.isWhitespace(line.charAt(start - 1))) {
            start--;
        }
        int end = at;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        var words = new ArrayList<>(split(line.substring(0, start)));
        int wordIndex = words.size();
        words.add(line.substring(start, end));
        words.addAll(split(line.substring(end)));
        return new Words(line, cursor, List.copyOf(words), wordIndex, at - start);
    }

    /** The words of a text that are separated by white space. */
    static List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    static boolean isUnfinished(String text) {
        if (count(text, FENCE) % 2 == 1) {
            return true;
        }
        if (text.endsWith("\n")) {
            return false; // An empty line ends an open quote, which may be a mistake.
        }
        int backslashes = text.length() - text.replaceFirst("\\\\+$", "").length();
        return backslashes % 2 == 1 || hasOpenQuote(FENCED.matcher(text).replaceAll(""));
    }

    /** What is sent: a backslash before a line break only continued the text. */
    static String finish(String text) {
        return text.replace("\\\n", "\n").strip();
    }

    private static boolean hasOpenQuote(String text) {
        boolean open = false;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '"' || i > 0 && text.charAt(i - 1) == '\\') {
                continue;
            }
            boolean beginsWord = i == 0 || Character.isWhitespace(text.charAt(i - 1));
            open = !open && beginsWord;
        }
        return open;
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }
}
