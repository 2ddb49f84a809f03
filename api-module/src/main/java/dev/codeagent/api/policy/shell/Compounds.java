package dev.codeagent.api.policy.shell;

/** Reads compound commands: groups, subshells, conditions, loops, choices, tests and functions. */
final class Compounds {
    private final Source source;
    private final Findings findings;
    private final ShellParser parser;
    private final WordReader words;

    Compounds(Source source, Findings findings, ShellParser parser) {
        this.source = source;
        this.findings = findings;
        this.parser = parser;
        this.words = new WordReader(source, findings);
    }

    /** Reads the compound command that begins here; false where none does. */
    boolean read() {
        if (source.take("((")) {
            new Expansions(source, findings).arithmetic("))");
        } else if (source.take("(")) {
            parser.listUpToParenthesis();
        } else if (source.takeWord("{")) {
            parser.listUpTo("}");
        } else if (source.takeWord("if")) {
            condition();
        } else if (source.takeWord("while") || source.takeWord("until")) {
            parser.listUpTo("do");
            parser.listUpTo("done");
        } else if (source.takeWord("for") || source.takeWord("select")) {
            loop();
        } else if (source.takeWord("case")) {
            choice();
        } else if (source.takeWord("[[")) {
            test();
        } else if (source.takeWord("function")) {
            function();
        } else {
            return false;
        }
        return true;
    }

    private void condition() {
        parser.listUpTo("then");
        String end = parser.listUpTo("fi", "else", "elif");
        if (end.equals("elif")) {
            condition();
        } else if (end.equals("else")) {
            parser.listUpTo("fi");
        }
    }

    private void loop() {
        source.skipBlanks();
        if (source.take("((")) {
            header();
        } else {
            source.skipBlanks();
            String variable = words.codes().word().text();
            parser.skipLineEnds();
            if (source.takeWord("in")) {
                list();
            } else {
                findings.unsettled(variable);
            }
        }
        source.skipBlanks();
        source.take(";");
        parser.skipLineEnds();
        if (source.takeWord("{")) {
            parser.listUpTo("}");
        } else {
            parser.expectWord("do");
            parser.listUpTo("done");
        }
    }

    /** Three arithmetic expressions. */
    private void header() {
        var arithmetic = new Expansions(source, findings);
        arithmetic.arithmetic(";");
        arithmetic.arithmetic(";");
        arithmetic.arithmetic("))");
    }

    private void list() {
        source.skipBlanks();
        for (Codes codes = words.codes(); !codes.empty(); codes = words.codes()) {
            Braces.expand(codes).forEach(findings::listed);
            source.skipBlanks();
        }
    }

    private void word(String what) {
        source.skipBlanks();
        if (words.codes().empty()) {
            throw source.fail(what + " is missing");
        }
    }

    private void choice() {
        word("what case looks at");
        parser.expectWord("in");
        parser.skipLineEnds();
        while (!source.takeWord("esac")) {
            source.take("(");
            word("a pattern");
            source.skipBlanks();
            while (source.take("|")) {
                word("a pattern");
                source.skipBlanks();
            }
            parser.expect(")");
            parser.list();
            boolean more = source.take(";;&") || source.take(";;") || source.take(";&");
            parser.skipLineEnds();
            if (!more && !source.lookingAtWord("esac")) {
                throw source.fail("'esac' is missing");
            }
        }
    }

    /** Words and operators up to the closing brackets. */
    private void test() {
        while (true) {
            parser.skipLineEnds();
            if (source.takeWord("]]")) {
                return;
            }
            if (source.end() || source.peek() == ';') {
                throw source.fail("[[ is never closed");
            }
            boolean process = (source.peek() == '<' || source.peek() == '>') && source.peek(1) == '(';
            if ("()<>&|".indexOf(source.peek()) >= 0 && !process) {
                source.next();
            } else {
                testWord();
            }
        }
    }

    /** In patterns parentheses are text, so that a word ends before them. */
    private void testWord() {
        int before = source.position();
        words.codes();
        if (source.position() == before) {
            throw source.fail("'" + source.peek() + "' between [[ and ]]");
        }
    }

    private void function() {
        source.skipBlanks();
        Codes name = words.codes();
        if (name.empty()) {
            throw source.fail("a function's name is missing");
        }
        findings.function(name.word().text());
        source.skipBlanks();
        if (source.take("(")) {
            parser.expect(")");
        }
        parser.functionBody();
    }
}
