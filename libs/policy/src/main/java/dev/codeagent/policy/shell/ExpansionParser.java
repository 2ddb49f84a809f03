package dev.codeagent.policy.shell;

/** Skips {@code ${…}} and {@code ((…))}, whose values are unknown, and finds the commands in them. */
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

    /** Parses from after "${" up to its closing brace. */
    void parseParameter(boolean quoted) {
        if (" \t\n|(".indexOf(cursor.peek()) >= 0) {
            throw cursor.parseError("a command between ${ and } is not supported"); // bash 5.3 runs it.
        }
        int from = cursor.position();
        while (cursor.peek() != '}') {
            if (cursor.isAtEnd()) {
                throw cursor.parseError("${ is not closed");
            }
            char c = cursor.next();
            switch (c) {
                case '\\' -> cursor.next();
                case '$' -> wordReader.skipDollar();
                case '`' -> wordReader.skipBackticks(quoted);
                case '"' -> wordReader.skipDoubleQuotes();
                case '\'' -> skipSingleQuote(quoted);
                case '=', '!' -> markIndirect();
                case '[', ':' -> scriptBuilder.markArithmetic(); // A subscript or an offset.
                case '\n' -> cursor.rejectPendingHereDocument();
                default -> {}
            }
        }
        cursor.next();
        String inside = cursor.substring(from, cursor.position());
        boolean evaluates = inside.indexOf('[') >= 0 || inside.indexOf(':') >= 0;
        if (evaluates && (inside.indexOf('\'') >= 0 || inside.indexOf('\\') >= 0)) {
            scriptBuilder.addEvaluated(ShellWord.of(inside)); // A quoted subscript or offset is evaluated too.
        }
        if (inside.contains("@P")) {
            // The value is expanded like a prompt, which runs the substitutions in it.
            scriptBuilder.addEvaluated(new ShellWord(String.valueOf(ShellWord.ANY_WORDS), false));
        }
    }

    private void markIndirect() {
        scriptBuilder.markUnresolved("*");
        scriptBuilder.markArithmetic(); // The value of ${!x} may be an element with a subscript.
    }

    private void skipSingleQuote(boolean quoted) {
        if (quoted) {
            throw cursor.parseError("a single quote in \"${…}\" is ambiguous, because shells treat it differently");
        }
        wordReader.skipSingleQuotes();
    }

    /**
     * Parses from after {@code ((} up to {@code close}. Text that is not arithmetic may contain commands, so it is
     * rejected.
     */
    void parseArithmetic(String close) {
        scriptBuilder.markArithmetic();
        int depth = 0;
        while (depth > 0 || !cursor.isAt(close)) {
            if (cursor.isAtEnd()) {
                throw cursor.parseError("(( is not closed");
            }
            char c = cursor.next();
            if (c == '$') {
                wordReader.skipDollar();
            } else if (c == '`') {
                wordReader.skipBackticks(false);
            } else if (c < 0x80 && Character.isLetterOrDigit(c) || ARITHMETIC.indexOf(c) >= 0) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            } else {
                throw cursor.parseError(
                        "'" + c + "' is not allowed in arithmetic; for a subshell put a space between $( and (");
            }
            if (depth < 0) {
                throw cursor.parseError("(( ends with a single parenthesis; put a space between the two opening ones");
            }
        }
        cursor.consume(close);
    }
}
