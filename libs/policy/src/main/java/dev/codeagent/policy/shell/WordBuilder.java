package dev.codeagent.policy.shell;

import java.util.ArrayList;
import java.util.List;

/** The characters of a word while it is parsed, each with a flag whether it is quoted. */
final class WordBuilder {
    /** A character, or a wildcard of {@link ShellWord}. */
    record WordChar(char c, boolean quoted) {
        boolean isUnquoted(char expected) {
            return !quoted && c == expected;
        }
    }

    private final List<WordChar> all;
    private boolean anyQuotes;
    private boolean certain = true;
    private String variable = "";

    WordBuilder() {
        this(new ArrayList<>());
    }

    private WordBuilder(List<WordChar> all) {
        this.all = all;
    }

    WordBuilder withChars(List<WordChar> chars, boolean certainly) {
        var word = new WordBuilder(new ArrayList<>(chars));
        word.anyQuotes = anyQuotes;
        word.certain = certain && certainly;
        word.variable = variable;
        return word;
    }

    void add(char c, boolean quoted) {
        all.add(new WordChar(c, quoted));
    }

    /** Adds the wildcard for a variable's value. */
    void addVariable(char mark, String name) {
        variable = name;
        all.add(new WordChar(mark, true));
    }

    void markQuoted() {
        anyQuotes = true;
    }

    void markUncertain() {
        certain = false;
    }

    List<WordChar> chars() {
        return List.copyOf(all);
    }

    boolean isEmpty() {
        return all.isEmpty() && !anyQuotes;
    }

    boolean hasQuotes() {
        return anyQuotes;
    }

    /** Returns the text before {@code =} if this is an assignment, including a subscript; empty otherwise. */
    String assignmentName() {
        var name = new StringBuilder();
        int i = 0;
        while (i < all.size() && !all.get(i).quoted() && isNameChar(all.get(i).c(), i)) {
            name.append(all.get(i++).c());
        }
        if (name.isEmpty()) {
            return "";
        }
        if (i < all.size() && all.get(i).isUnquoted('[')) {
            while (i < all.size() && !all.get(i).isUnquoted(']')) {
                i++;
            }
            i++;
        }
        if (i < all.size() && all.get(i).isUnquoted('+')) {
            i++;
        }
        return i < all.size() && all.get(i).isUnquoted('=') ? name.toString() : "";
    }

    static boolean isNameChar(char c, int position) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || position > 0 && c >= '0' && c <= '9';
    }

    char lastUnquoted() {
        return all.isEmpty() || all.getLast().quoted()
                ? CharCursor.END
                : all.getLast().c();
    }

    /** The characters as they are written, without globs. */
    String text() {
        var text = new StringBuilder();
        all.forEach(wordChar -> text.append(wordChar.c()));
        return text.toString();
    }

    /** Converts to a word; globs and a tilde become wildcards. */
    ShellWord toWord() {
        var text = new StringBuilder();
        int i = 0;
        if (!all.isEmpty() && all.getFirst().isUnquoted('~')) {
            text.append(ShellWord.ANY_TEXT);
            while (i < all.size() && all.get(i).c() != '/') {
                i++;
            }
        }
        int last = lastClosingBracket();
        for (; i < all.size(); i++) {
            WordChar wordChar = all.get(i);
            int close = wordChar.isUnquoted('[') && i + 2 <= last ? findClosingBracket(i) : -1;
            if (close > 0) {
                text.append(ShellWord.ANY_CHAR);
                i = close;
            } else if (wordChar.isUnquoted('*')) {
                text.append(ShellWord.ANY_NAME);
            } else {
                text.append(wordChar.isUnquoted('?') ? ShellWord.ANY_CHAR : wordChar.c());
            }
        }
        return new ShellWord(text.toString(), certain, all.size() == 1 ? variable : "");
    }

    private int lastClosingBracket() {
        int i = all.size() - 1;
        while (i >= 0 && !all.get(i).isUnquoted(']')) {
            i--;
        }
        return i;
    }

    private int findClosingBracket(int open) {
        for (int i = open + 2; i < all.size(); i++) {
            if (all.get(i).isUnquoted(']')) {
                return i;
            }
        }
        return -1;
    }
}
