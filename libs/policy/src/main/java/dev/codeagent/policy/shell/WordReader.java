package dev.codeagent.policy.shell;

import java.util.List;

/** Parses words: quotes, escapes, expansions, and the commands in substitutions. */
final class WordReader {
    private static final String SPECIAL_PARAMETERS = "@*#?$!-0123456789";

    private final CharCursor cursor;
    private final ScriptBuilder scriptBuilder;

    WordReader(CharCursor cursor, ScriptBuilder scriptBuilder) {
        this.cursor = cursor;
        this.scriptBuilder = scriptBuilder;
    }

    /** Returns the characters of the next word; empty if there is none. */
    WordBuilder readWord() {
        var word = new WordBuilder();
        while (!cursor.isAtEnd()) {
            char c = cursor.peek();
            boolean process = (c == '<' || c == '>') && cursor.peek(1) == '(';
            if (process) {
                cursor.consume(c + "(");
                readCommandsUpToParenthesis();
                word.add(ShellWord.ANY_TEXT, true);
            } else if (c == '(' && isArrayAssignment(word)) {
                readArray(word);
            } else if (CharCursor.isDelimiter(c)) {
                rejectExtendedGlob(c, word);
                return word;
            } else {
                readPart(c, word);
            }
        }
        return word;
    }

    /** Returns the words to which braces expand a word. */
    List<ShellWord> expand(WordBuilder word) {
        List<ShellWord> words = BraceExpansion.expand(word);
        if (words.size() > 1) {
            scriptBuilder.countWords(words.size());
            words.forEach(w -> scriptBuilder.countText(w.text()));
        }
        return words;
    }

    private void readPart(char c, WordBuilder word) {
        cursor.next();
        switch (c) {
            case '\\' -> readEscape(word);
            case '\'' -> readSingleQuotes(word);
            case '"' -> readDoubleQuotes(word);
            case '$' -> readDollar(word, false);
            case '`' -> readBackticks(word, false);
            default -> word.add(c, false);
        }
    }

    private void rejectExtendedGlob(char c, WordBuilder word) {
        if (c == '(' && "?*+@!".indexOf(word.lastUnquoted()) >= 0) {
            throw cursor.parseError("a word contains a parenthesis");
        }
    }

    private static boolean isArrayAssignment(WordBuilder word) {
        return word.lastUnquoted() == '=' && !word.assignmentName().isEmpty();
    }

    private void readArray(WordBuilder word) {
        scriptBuilder.enterNesting();
        cursor.next();
        while (true) {
            cursor.skipBlanks();
            if (cursor.isAtEnd()) {
                throw cursor.parseError("an array is not closed");
            }
            if (cursor.consume("\n")) {
                cursor.rejectPendingHereDocument();
            } else if (cursor.consume(")")) {
                break;
            } else {
                readArrayElement();
            }
        }
        word.add(ShellWord.ANY_WORDS, true);
        scriptBuilder.leaveNesting();
    }

    /** An element may have a subscript: {@code [index]=value}. */
    private void readArrayElement() {
        WordBuilder element = readWord();
        if (element.isEmpty()) {
            throw cursor.parseError("'" + cursor.peek() + "' is not allowed in an array");
        }
        scriptBuilder.addEvaluated(ShellWord.of(element.text()));
        scriptBuilder.addLoopValue(element.toWord());
    }

    private void readEscape(WordBuilder word) {
        if (cursor.isAtEnd()) {
            word.add('\\', true);
        } else if (!cursor.consume("\n")) {
            word.markQuoted();
            word.add(cursor.next(), true);
        }
    }

    private void readSingleQuotes(WordBuilder word) {
        word.markQuoted();
        while (cursor.peek() != '\'') {
            if (cursor.isAtEnd()) {
                throw cursor.parseError("a single quote is not closed");
            }
            checkLineEnd();
            word.add(cursor.next(), true);
        }
        cursor.next();
    }

    private void checkLineEnd() {
        if (cursor.peek() == '\n') {
            cursor.rejectPendingHereDocument();
        }
    }

    private void readDoubleQuotes(WordBuilder word) {
        word.markQuoted();
        while (cursor.peek() != '"') {
            if (cursor.isAtEnd()) {
                throw cursor.parseError("a double quote is not closed");
            }
            readDoubleQuotedChar(word);
        }
        cursor.next();
    }

    private void readDoubleQuotedChar(WordBuilder word) {
        checkLineEnd();
        char c = cursor.next();
        if (c == '\\' && "$`\"\\\n".indexOf(cursor.peek()) >= 0) {
            char escaped = cursor.next();
            if (escaped != '\n') {
                word.add(escaped, true);
            }
        } else if (c == '$') {
            readDollar(word, true);
        } else if (c == '`') {
            readBackticks(word, true);
        } else {
            word.add(c, true);
        }
    }

    /** Reads the rest as a here-document with an unquoted delimiter; returns false if its text is not fully known. */
    boolean readHereDocument() {
        var word = new WordBuilder();
        while (!cursor.isAtEnd()) {
            readDoubleQuotedChar(word);
        }
        return word.toWord().isKnown();
    }

    private void readDollar(WordBuilder word, boolean quoted) {
        scriptBuilder.enterNesting();
        readExpansion(word, quoted);
        scriptBuilder.leaveNesting();
    }

    /** Parses what follows a dollar sign. */
    private void readExpansion(WordBuilder word, boolean quoted) {
        char unknown = quoted ? ShellWord.ANY_TEXT : ShellWord.ANY_WORDS;
        char c = cursor.peek();
        if (cursor.consume("((")) {
            new ExpansionParser(cursor, scriptBuilder).parseArithmetic("))");
            word.addVariable(ShellWord.ANY_TEXT, "#"); // A number, like the value of that variable.
        } else if (cursor.consume("(")) {
            readCommandsUpToParenthesis();
            word.add(unknown, true);
        } else if (cursor.consume("{")) {
            int from = cursor.position();
            new ExpansionParser(cursor, scriptBuilder).parseParameter(quoted);
            word.addVariable(unknown, cursor.variableName(from));
        } else if (c == '[') {
            throw cursor.parseError("$[…] is not supported; use $((…))");
        } else if (c == '\'' && !quoted) {
            cursor.next();
            word.markQuoted();
            word.markUncertain();
            AnsiCQuoting.read(cursor).chars().forEach(text -> word.add((char) text, true));
        } else if (c == '"' && !quoted) {
            word.markUncertain(); // A translated text; the quoted text follows.
        } else if (WordBuilder.isNameChar(c, 0)) {
            int from = cursor.position();
            for (int i = 0; WordBuilder.isNameChar(cursor.peek(), i); i++) {
                cursor.next();
            }
            word.addVariable(unknown, cursor.substring(from, cursor.position()));
        } else if (SPECIAL_PARAMETERS.indexOf(c) >= 0) {
            cursor.next();
            word.addVariable(c == '@' ? ShellWord.ANY_WORDS : unknown, String.valueOf(c));
        } else {
            word.add('$', quoted);
        }
    }

    private void readCommandsUpToParenthesis() {
        scriptBuilder.enterNesting();
        new ShellParser(cursor, scriptBuilder).parseListUpToParenthesis();
        scriptBuilder.leaveNesting();
    }

    private void readBackticks(WordBuilder word, boolean quoted) {
        var script = new StringBuilder();
        while (cursor.peek() != '`') {
            if (cursor.isAtEnd()) {
                throw cursor.parseError("a backtick is not closed");
            }
            checkLineEnd();
            char c = cursor.next();
            boolean escapes = c == '\\' && ("$`\\".indexOf(cursor.peek()) >= 0 || quoted && cursor.peek() == '"');
            script.append(escapes ? cursor.next() : c);
        }
        cursor.next();
        ShellParser.parse(script.toString(), scriptBuilder);
        word.add(quoted ? ShellWord.ANY_TEXT : ShellWord.ANY_WORDS, true);
    }

    /** Reads a nested expansion and discards its value. */
    void skipDollar() {
        readDollar(new WordBuilder(), true);
    }

    void skipBackticks(boolean quoted) {
        readBackticks(new WordBuilder(), quoted);
    }

    void skipDoubleQuotes() {
        readDoubleQuotes(new WordBuilder());
    }

    void skipSingleQuotes() {
        readSingleQuotes(new WordBuilder());
    }
}
