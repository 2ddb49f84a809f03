package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.ScriptBuilder.Assignment;
import dev.codeagent.policy.shell.ScriptBuilder.RawCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses compound commands: groups, subshells, if, loops, case, tests and functions. */
final class CompoundCommandParser {
    private static final Set<String> EVALUATING_TESTS = Set.of("-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-v", "-R");

    private final CharCursor cursor;
    private final ScriptBuilder scriptBuilder;
    private final ShellParser parser;
    private final WordReader wordReader;

    CompoundCommandParser(CharCursor cursor, ScriptBuilder scriptBuilder, ShellParser parser) {
        this.cursor = cursor;
        this.scriptBuilder = scriptBuilder;
        this.parser = parser;
        this.wordReader = new WordReader(cursor, scriptBuilder);
    }

    /** Parses the compound command at this position; returns false if there is none. */
    boolean parse() {
        if (cursor.consume("((")) {
            new ExpansionParser(cursor, scriptBuilder).parseArithmetic("))");
        } else if (cursor.consume("(")) {
            parser.parseListUpToParenthesis();
        } else if (cursor.consumeWord("{")) {
            parser.parseListUpTo("}");
        } else if (cursor.consumeWord("if")) {
            parseIf();
        } else if (cursor.consumeWord("while") || cursor.consumeWord("until")) {
            parser.parseListUpTo("do");
            parser.parseListUpTo("done");
        } else if (cursor.consumeWord("for") || cursor.consumeWord("select")) {
            parseFor();
        } else if (cursor.consumeWord("case")) {
            parseCase();
        } else if (cursor.consumeWord("[[")) {
            parseTest();
        } else if (cursor.consumeWord("function")) {
            parseFunction();
        } else {
            return false;
        }
        return true;
    }

    private void parseIf() {
        String end;
        do {
            parser.parseListUpTo("then");
            end = parser.parseListUpTo("fi", "else", "elif");
        } while (end.equals("elif"));
        if (end.equals("else")) {
            parser.parseListUpTo("fi");
        }
    }

    private void parseFor() {
        cursor.skipBlanks();
        if (cursor.consume("((")) {
            parseArithmeticHeader();
        } else {
            cursor.skipBlanks();
            String variable = wordReader.readWord().toWord().text();
            parser.skipLineEnds();
            if (EnvironmentVariables.effectOf(variable, Optional.empty()) != EnvironmentVariables.Effect.PLAIN) {
                ShellWord value = ShellWord.of(String.valueOf(ShellWord.ANY_TEXT));
                scriptBuilder.add(new RawCommand(List.of(new Assignment(variable, value)), List.of(), List.of()));
            }
            if (cursor.consumeWord("in")) {
                parseLoopValues();
            } else {
                scriptBuilder.markUnresolved(variable);
            }
        }
        cursor.skipBlanks();
        cursor.consume(";");
        parser.skipLineEnds();
        if (cursor.consumeWord("{")) {
            parser.parseListUpTo("}");
        } else {
            parser.expectWord("do");
            parser.parseListUpTo("done");
        }
    }

    /** Three arithmetic expressions. */
    private void parseArithmeticHeader() {
        var arithmetic = new ExpansionParser(cursor, scriptBuilder);
        arithmetic.parseArithmetic(";");
        arithmetic.parseArithmetic(";");
        arithmetic.parseArithmetic("))");
    }

    private void parseLoopValues() {
        cursor.skipBlanks();
        for (WordBuilder word = wordReader.readWord(); !word.isEmpty(); word = wordReader.readWord()) {
            wordReader.expand(word).forEach(scriptBuilder::addLoopValue);
            cursor.skipBlanks();
        }
    }

    private void requireWord(String what) {
        cursor.skipBlanks();
        if (wordReader.readWord().isEmpty()) {
            throw cursor.parseError(what + " is missing");
        }
    }

    private void parseCase() {
        requireWord("the word after case");
        parser.expectWord("in");
        parser.skipLineEnds();
        while (!cursor.consumeWord("esac")) {
            cursor.consume("(");
            requireWord("a case pattern");
            cursor.skipBlanks();
            while (cursor.consume("|")) {
                requireWord("a case pattern");
                cursor.skipBlanks();
            }
            parser.expect(")");
            parser.parseList();
            boolean more = cursor.consume(";;&") || cursor.consume(";;") || cursor.consume(";&");
            parser.skipLineEnds();
            if (!more && !cursor.isAtWord("esac")) {
                throw cursor.parseError("'esac' is missing");
            }
        }
    }

    /** Parses words and operators up to the closing brackets; some operators evaluate their words once more. */
    private void parseTest() {
        var words = new ArrayList<ShellWord>();
        while (true) {
            parser.skipLineEnds();
            if (cursor.consumeWord("]]")) {
                evaluateTest(words);
                return;
            }
            if (cursor.isAtEnd() || cursor.peek() == ';') {
                throw cursor.parseError("[[ is not closed");
            }
            boolean process = (cursor.peek() == '<' || cursor.peek() == '>') && cursor.peek(1) == '(';
            if ("()<>&|".indexOf(cursor.peek()) >= 0 && !process) {
                cursor.next();
            } else {
                words.add(parseTestWord());
            }
        }
    }

    private void evaluateTest(List<ShellWord> words) {
        if (words.stream().anyMatch(w -> EVALUATING_TESTS.contains(w.text()))) {
            scriptBuilder.markArithmetic();
            words.forEach(scriptBuilder::addEvaluated);
            // A word ends before a parenthesis, so the substitution in a subscript may be in the next one.
            words.stream()
                    .filter(w -> w.text().contains("[") && w.text().contains("$"))
                    .forEach(w -> scriptBuilder.addEvaluated(ShellWord.of("$(")));
        }
    }

    /** Parentheses are text in patterns, so a word ends before them. */
    private ShellWord parseTestWord() {
        int before = cursor.position();
        ShellWord word = ShellWord.of(wordReader.readWord().text());
        if (cursor.position() == before) {
            throw cursor.parseError("'" + cursor.peek() + "' is not supported between [[ and ]]");
        }
        return word;
    }

    private void parseFunction() {
        cursor.skipBlanks();
        WordBuilder name = wordReader.readWord();
        if (name.isEmpty()) {
            throw cursor.parseError("a function's name is missing");
        }
        scriptBuilder.addFunction(name.toWord().text());
        cursor.skipBlanks();
        if (cursor.consume("(")) {
            parser.expect(")");
        }
        parser.parseFunctionBody();
    }
}
