package dev.codeagent.policy.shell;

/** Reads over {@code ${…}} and {@code ((…))}, whose values are not known, and finds the commands in them. */
final class ExpansionParser {
    private static final String ARITHMETIC = " \t\n+-*/%<>=!&|^~?:,()[]#\"_";

    private final CharCursor cursor;
    private final ScriptBuilder scriptBuilder;
    private final WordReader wordReader;

    ExpansionParser(CharCursor cursor, ScriptBuilder scriptBuilder) {
        this.cursor = cursor;
        this.scriptBuilder = scriptBuilder;
        this.wordReader = new WordReader(cursor, scriptBuilder);
    }

    /** Behind {@code ${}; up to its closing brace. */
    void parseParameter(boolean quoted) {
        if (" \t\n|(".indexOf(cursor.peek()) >= 0) {
            throw cursor.parseError("a command between ${ and }"); // bash 5.3 runs it.
        }
        while (cursor.peek() != '}') {
            if (cursor.isAtEnd()) {
                throw cursor.parseError("${ is never closed");
            }
            char c = cursor.next();
            switch (c) {
                case '\\' -> cursor.next();
                case '$' -> wordReader.skipDollar();
                case '`' -> wordReader.skipBackticks(quoted);
                case '"' -> wordReader.skipDoubleQuotes();
                case '\'' -> skipSingleQuote(quoted);
                case '=', '!' -> scriptBuilder.markUnresolved("*");
                case '\n' -> cursor.rejectPendingHereDocument();
                default -> {}
            }
        }
        cursor.next();
    }

    private void skipSingleQuote(boolean quoted) {
        if (quoted) {
            throw cursor.parseError("a single quote in \"${…}\", which shells read in different ways");
        }
        wordReader.skipSingleQuotes();
    }

    /** Behind {@code ((}; up to {@code close}. What can't be arithmetic may be commands, so it is refused. */
    void parseArithmetic(String close) {
        int depth = 0;
        while (depth > 0 || !cursor.isAt(close)) {
            if (cursor.isAtEnd()) {
                throw cursor.parseError("(( is never closed");
            }
            char c = cursor.next();
            if (c == '$') {
                wordReader.skipDollar();
            } else if (c == '`') {
                wordReader.skipBackticks(false);
            } else if (c < 0x80 && Character.isLetterOrDigit(c) || ARITHMETIC.indexOf(c) >= 0) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            } else {
                throw cursor.parseError("'" + c + "' in arithmetic; put a blank between $( and (");
            }
            if (depth < 0) {
                throw cursor.parseError("(( that ends with one parenthesis; put a blank between the two");
            }
        }
        cursor.consume(close);
    }
}
