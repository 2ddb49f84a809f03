package dev.codeagent.api.policy.shell;

import java.util.List;

/** Reads words: quotes, escapes, expansions. Commands in substitutions are read too. */
final class WordReader {
    private static final String SPECIAL_PARAMETERS = "@*#?$!-0123456789";

    private final Source source;
    private final Findings findings;

    WordReader(Source source, Findings findings) {
        this.source = source;
        this.findings = findings;
    }

    /** The characters of the next word; empty where none comes next. */
    Codes codes() {
        var codes = new Codes();
        while (!source.end()) {
            char c = source.peek();
            boolean process = (c == '<' || c == '>') && source.peek(1) == '(';
            if (process) {
                source.take(c + "(");
                commandsUpToParenthesis();
                codes.add(ShellWord.ANY_TEXT, true);
            } else if (c == '(' && array(codes)) {
                elements(codes);
            } else if (Source.delimits(c)) {
                refuseExtendedGlob(c, codes);
                return codes;
            } else {
                piece(c, codes);
            }
        }
        return codes;
    }

    /** The next word, which braces may make several of. */
    List<ShellWord> words() {
        return Braces.expand(codes());
    }

    private void piece(char c, Codes codes) {
        source.next();
        switch (c) {
            case '\\' -> escaped(codes);
            case '\'' -> singleQuotes(codes);
            case '"' -> doubleQuotes(codes);
            case '$' -> dollar(codes, false);
            case '`' -> backticks(codes, false);
            default -> codes.add(c, false);
        }
    }

    private void refuseExtendedGlob(char c, Codes codes) {
        if (c == '(' && "?*+@!".indexOf(codes.last()) >= 0) {
            throw source.fail("a parenthesis in a word");
        }
    }

    private static boolean array(Codes codes) {
        return codes.last() == '=' && !codes.assigned().isEmpty();
    }

    private void elements(Codes codes) {
        source.next();
        while (true) {
            source.skipBlanks();
            if (source.end()) {
                throw source.fail("an array is never closed");
            }
            if (source.take("\n")) {
                source.lineEndInWord();
            } else if (source.take(")")) {
                break;
            } else if (codes().empty()) {
                throw source.fail("'" + source.peek() + "' in an array");
            }
        }
        codes.add(ShellWord.ANY_WORDS, true);
    }

    private void escaped(Codes codes) {
        if (source.end()) {
            codes.add('\\', true);
        } else if (!source.take("\n")) {
            codes.quotes();
            codes.add(source.next(), true);
        }
    }

    private void singleQuotes(Codes codes) {
        codes.quotes();
        while (source.peek() != '\'') {
            if (source.end()) {
                throw source.fail("a single quote is never closed");
            }
            lineEnd();
            codes.add(source.next(), true);
        }
        source.next();
    }

    private void lineEnd() {
        if (source.peek() == '\n') {
            source.lineEndInWord();
        }
    }

    private void doubleQuotes(Codes codes) {
        codes.quotes();
        while (source.peek() != '"') {
            if (source.end()) {
                throw source.fail("a double quote is never closed");
            }
            inDoubleQuotes(codes);
        }
        source.next();
    }

    private void inDoubleQuotes(Codes codes) {
        lineEnd();
        char c = source.next();
        if (c == '\\' && "$`\"\\\n".indexOf(source.peek()) >= 0) {
            char escaped = source.next();
            if (escaped != '\n') {
                codes.add(escaped, true);
            }
        } else if (c == '$') {
            dollar(codes, true);
        } else if (c == '`') {
            backticks(codes, true);
        } else {
            codes.add(c, true);
        }
    }

    /** Reads to the end as a here-document whose delimiter is not quoted; false where its text is not known. */
    boolean hereText() {
        var codes = new Codes();
        while (!source.end()) {
            inDoubleQuotes(codes);
        }
        return codes.word().known();
    }

    private void dollar(Codes codes, boolean quoted) {
        findings.deeper();
        expansion(codes, quoted);
        findings.back();
    }

    /** What follows a dollar sign. */
    private void expansion(Codes codes, boolean quoted) {
        char unknown = quoted ? ShellWord.ANY_TEXT : ShellWord.ANY_WORDS;
        char c = source.peek();
        if (source.take("((")) {
            new Expansions(source, findings).arithmetic("))");
            codes.variable(ShellWord.ANY_TEXT, "#"); // A number, as that variable is.
        } else if (source.take("(")) {
            commandsUpToParenthesis();
            codes.add(unknown, true);
        } else if (source.take("{")) {
            int from = source.position();
            new Expansions(source, findings).parameter(quoted);
            codes.variable(unknown, source.name(from));
        } else if (c == '[') {
            throw source.fail("$[…], write $((…))");
        } else if (c == '\'' && !quoted) {
            source.next();
            codes.quotes();
            codes.unsure();
            AnsiQuotes.read(source).chars().forEach(text -> codes.add((char) text, true));
        } else if (c == '"' && !quoted) {
            codes.unsure(); // A translated text, which the quotes that follow hold.
        } else if (Codes.nameChar(c, 0)) {
            int from = source.position();
            for (int i = 0; Codes.nameChar(source.peek(), i); i++) {
                source.next();
            }
            codes.variable(unknown, source.between(from, source.position()));
        } else if (SPECIAL_PARAMETERS.indexOf(c) >= 0) {
            source.next();
            codes.variable(c == '@' ? ShellWord.ANY_WORDS : unknown, String.valueOf(c));
        } else {
            codes.add('$', quoted);
        }
    }

    private void commandsUpToParenthesis() {
        findings.deeper();
        new ShellParser(source, findings).listUpToParenthesis();
        findings.back();
    }

    private void backticks(Codes codes, boolean quoted) {
        var script = new StringBuilder();
        while (source.peek() != '`') {
            if (source.end()) {
                throw source.fail("a backtick is never closed");
            }
            lineEnd();
            char c = source.next();
            boolean escapes = c == '\\' && ("$`\\".indexOf(source.peek()) >= 0 || quoted && source.peek() == '"');
            script.append(escapes ? source.next() : c);
        }
        source.next();
        ShellParser.script(script.toString(), findings);
        codes.add(quoted ? ShellWord.ANY_TEXT : ShellWord.ANY_WORDS, true);
    }

    /** Reads a nested expansion whose value does not matter. */
    void skipDollar() {
        dollar(new Codes(), true);
    }

    void skipBackticks(boolean quoted) {
        backticks(new Codes(), quoted);
    }

    void skipDoubleQuotes() {
        doubleQuotes(new Codes());
    }

    void skipSingleQuotes() {
        singleQuotes(new Codes());
    }
}
