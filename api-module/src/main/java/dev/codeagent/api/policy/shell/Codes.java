package dev.codeagent.api.policy.shell;

import java.util.ArrayList;
import java.util.List;

/** The characters of a word while it is read: each with whether quotes take its meaning from it. */
final class Codes {
    /** A character, or a mark of {@link ShellWord}. */
    record Code(char c, boolean quoted) {
        boolean plain(char expected) {
            return !quoted && c == expected;
        }
    }

    private final List<Code> all;
    private boolean anyQuotes;
    private boolean sure = true;
    private String variable = "";

    Codes() {
        this(new ArrayList<>());
    }

    private Codes(List<Code> all) {
        this.all = all;
    }

    Codes with(List<Code> others, boolean surely) {
        var codes = new Codes(new ArrayList<>(others));
        codes.anyQuotes = anyQuotes;
        codes.sure = sure && surely;
        codes.variable = variable;
        return codes;
    }

    void add(char c, boolean quoted) {
        all.add(new Code(c, quoted));
    }

    /** The mark of a variable's value. */
    void variable(char mark, String name) {
        variable = name;
        all.add(new Code(mark, true));
    }

    void quotes() {
        anyQuotes = true;
    }

    void unsure() {
        sure = false;
    }

    List<Code> codes() {
        return List.copyOf(all);
    }

    boolean empty() {
        return all.isEmpty() && !anyQuotes;
    }

    boolean anyQuotes() {
        return anyQuotes;
    }

    /** What stands before {@code =} where this is an assignment, with a subscript; empty where it is none. */
    String assigned() {
        var name = new StringBuilder();
        int i = 0;
        while (i < all.size() && !all.get(i).quoted() && nameChar(all.get(i).c(), i)) {
            name.append(all.get(i++).c());
        }
        if (name.isEmpty()) {
            return "";
        }
        if (i < all.size() && all.get(i).plain('[')) {
            while (i < all.size() && !all.get(i).plain(']')) {
                i++;
            }
            i++;
        }
        if (i < all.size() && all.get(i).plain('+')) {
            i++;
        }
        return i < all.size() && all.get(i).plain('=') ? name.toString() : "";
    }

    static boolean nameChar(char c, int position) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || position > 0 && c >= '0' && c <= '9';
    }

    char last() {
        return all.isEmpty() || all.getLast().quoted()
                ? Source.END
                : all.getLast().c();
    }

    /** The word with its globs and tilde as marks. */
    ShellWord word() {
        var text = new StringBuilder();
        int i = 0;
        if (!all.isEmpty() && all.getFirst().plain('~')) {
            text.append(ShellWord.ANY_TEXT);
            while (i < all.size() && all.get(i).c() != '/') {
                i++;
            }
        }
        for (; i < all.size(); i++) {
            Code code = all.get(i);
            int close = code.plain('[') ? closing(i) : -1;
            if (close > 0) {
                text.append(ShellWord.ANY_CHAR);
                i = close;
            } else if (code.plain('*')) {
                text.append(ShellWord.ANY_NAME);
            } else {
                text.append(code.plain('?') ? ShellWord.ANY_CHAR : code.c());
            }
        }
        return new ShellWord(text.toString(), sure, all.size() == 1 ? variable : "");
    }

    private int closing(int open) {
        for (int i = open + 2; i < all.size(); i++) {
            if (all.get(i).plain(']')) {
                return i;
            }
        }
        return -1;
    }
}
