package dev.codeagent.api.policy.shell;

/** Reads over {@code ${…}} and {@code ((…))}, whose values are not known, and finds the commands in them. */
final class Expansions {
    private static final String ARITHMETIC = " \t\n+-*/%<>=!&|^~?:,()[]#\"_";

    private final Source source;
    private final Findings findings;
    private final WordReader words;

    Expansions(Source source, Findings findings) {
        this.source = source;
        this.findings = findings;
        this.words = new WordReader(source, findings);
    }

    /** Behind {@code ${}; up to its closing brace. */
    void parameter(boolean quoted) {
        if (" \t\n|(".indexOf(source.peek()) >= 0) {
            throw source.fail("a command between ${ and }"); // bash 5.3 runs it.
        }
        while (source.peek() != '}') {
            if (source.end()) {
                throw source.fail("${ is never closed");
            }
            char c = source.next();
            switch (c) {
                case '\\' -> source.next();
                case '$' -> words.skipDollar();
                case '`' -> words.skipBackticks(quoted);
                case '"' -> words.skipDoubleQuotes();
                case '\'' -> singleQuote(quoted);
                case '=', '!' -> findings.unsettled("*");
                case '\n' -> source.lineEndInWord();
                default -> {}
            }
        }
        source.next();
    }

    private void singleQuote(boolean quoted) {
        if (quoted) {
            throw source.fail("a single quote in \"${…}\", which shells read in different ways");
        }
        words.skipSingleQuotes();
    }

    /** Behind {@code ((}; up to {@code close}. What can't be arithmetic may be commands, so it is refused. */
    void arithmetic(String close) {
        int depth = 0;
        while (depth > 0 || !source.lookingAt(close)) {
            if (source.end()) {
                throw source.fail("(( is never closed");
            }
            char c = source.next();
            if (c == '$') {
                words.skipDollar();
            } else if (c == '`') {
                words.skipBackticks(false);
            } else if (c < 0x80 && Character.isLetterOrDigit(c) || ARITHMETIC.indexOf(c) >= 0) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            } else {
                throw source.fail("'" + c + "' in arithmetic; put a blank between $( and (");
            }
            if (depth < 0) {
                throw source.fail("(( that ends with one parenthesis; put a blank between the two");
            }
        }
        source.take(close);
    }
}
