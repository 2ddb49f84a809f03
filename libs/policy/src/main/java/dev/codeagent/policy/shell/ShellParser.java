package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.ScriptBuilder.Assignment;
import dev.codeagent.policy.shell.ScriptBuilder.RawCommand;
import dev.codeagent.policy.shell.ScriptBuilder.Redirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parses scripts with the POSIX grammar and the common extensions of bash. Unsupported syntax is rejected, because it
 * might hide a command.
 */
final class ShellParser {
    private static final Set<String> RESERVED = Set.of(
            "if",
            "then",
            "else",
            "elif",
            "fi",
            "do",
            "done",
            "case",
            "esac",
            "while",
            "until",
            "for",
            "select",
            "in",
            "function",
            "{",
            "}",
            "!",
            "[[",
            "]]",
            "time",
            "coproc");
    private static final List<String> CLOSING = List.of("then", "else", "elif", "fi", "do", "done", "esac", "}");

    private final CharCursor cursor;
    private final ScriptBuilder scriptBuilder;
    private final WordReader wordReader;
    private final RedirectionParser redirectionParser;

    ShellParser(CharCursor cursor, ScriptBuilder scriptBuilder) {
        this.cursor = cursor;
        this.scriptBuilder = scriptBuilder;
        this.wordReader = new WordReader(cursor, scriptBuilder);
        this.redirectionParser = new RedirectionParser(cursor, wordReader);
    }

    static void parse(String text, ScriptBuilder scriptBuilder) {
        scriptBuilder.enterNesting();
        var cursor = new CharCursor(text);
        scriptBuilder.countText(text);
        new ShellParser(cursor, scriptBuilder).parseAll();
        scriptBuilder.leaveNesting();
    }

    private void parseAll() {
        parseList();
        if (!cursor.isAtEnd()) {
            throw cursor.parseError("'" + cursor.peek() + "' has no matching opening");
        }
        readHereDocuments();
    }

    /** Parses the commands of a substitution or subshell and the closing parenthesis. */
    void parseListUpToParenthesis() {
        parseList();
        expect(")");
    }

    /** Parses commands up to a token that cannot start a command. */
    void parseList() {
        skipSeparators();
        while (!isAtListEnd()) {
            parseAndOr();
            if (!skipSeparators() && !isAtListEnd()) {
                throw cursor.parseError("'" + cursor.peek() + "' is not expected after a command");
            }
        }
    }

    private boolean isAtListEnd() {
        return cursor.isAtEnd()
                || cursor.peek() == ')'
                || cursor.isAt(";;")
                || cursor.isAt(";&")
                || CLOSING.stream().anyMatch(cursor::isAtWord);
    }

    private boolean skipSeparators() {
        boolean any = false;
        while (true) {
            cursor.skipBlanks();
            if (cursor.isAt(";;") || cursor.isAt(";&") || cursor.isAt("&&") || cursor.isAt("&>")) {
                return any;
            }
            if (cursor.consume("\n")) {
                readHereDocuments();
            } else if (!cursor.consume(";") && !cursor.consume("&")) {
                return any;
            }
            any = true;
        }
    }

    void skipLineEnds() {
        cursor.skipBlanks();
        while (cursor.consume("\n")) {
            readHereDocuments();
            cursor.skipBlanks();
        }
    }

    private void readHereDocuments() {
        while (!cursor.pendingHereDocuments.isEmpty()) {
            cursor.pendingHereDocuments.removeFirst().read(cursor, scriptBuilder);
        }
    }

    private void parseAndOr() {
        do {
            skipLineEnds();
            parsePipeline();
            cursor.skipBlanks();
        } while (cursor.consume("&&") || cursor.consume("||"));
    }

    private void parsePipeline() {
        do {
            skipLineEnds();
            while (cursor.consumeWord("!") || cursor.isAt("!(") && cursor.consume("!")) {
                cursor.skipBlanks();
            }
            if (cursor.consumeWord("time")) {
                cursor.skipBlanks();
                while (cursor.consumeWord("-p") || cursor.consumeWord("--")) {
                    cursor.skipBlanks();
                }
                if (cursor.isAtEnd() || ";\n)".indexOf(cursor.peek()) >= 0) {
                    return;
                }
            }
            parseCommand();
            cursor.skipBlanks();
        } while (cursor.consume("|&") || !cursor.isAt("||") && cursor.consume("|"));
    }

    private void parseCommand() {
        scriptBuilder.enterNesting();
        cursor.consumeWord("coproc");
        cursor.skipBlanks();
        if (new CompoundCommandParser(cursor, scriptBuilder, this).parse()) {
            parseRedirections();
        } else {
            parseSimpleCommand();
        }
        scriptBuilder.leaveNesting();
    }

    private void parseRedirections() {
        var redirects = new ArrayList<Redirection>();
        cursor.skipBlanks();
        for (Optional<Redirection> r = redirectionParser.parseNext();
                r.isPresent();
                r = redirectionParser.parseNext()) {
            redirects.add(r.get());
            cursor.skipBlanks();
        }
        if (!redirects.isEmpty()) {
            scriptBuilder.add(new RawCommand(List.of(), List.of(), redirects));
        }
    }

    private void parseSimpleCommand() {
        var assignments = new ArrayList<Assignment>();
        var all = new ArrayList<ShellWord>();
        var redirects = new ArrayList<Redirection>();
        boolean evaluates = false;
        while (true) {
            cursor.skipBlanks();
            Optional<Redirection> redirect = redirectionParser.parseNext();
            if (redirect.isPresent()) {
                redirects.add(redirect.get());
                continue;
            }
            WordBuilder word = wordReader.readWord();
            if (word.isEmpty()) {
                break;
            }
            if (all.isEmpty() && !word.assignmentName().isEmpty()) {
                assignments.add(assignment(word));
                scriptBuilder.addAssigned(word.text());
                evaluateSubscript(word);
                continue;
            }
            rejectReserved(word, all.isEmpty());
            boolean first = all.isEmpty();
            all.addAll(wordReader.expand(word));
            evaluates = first ? CommandResolver.evaluatesArguments(all.getFirst()) : evaluates;
            if (evaluates) {
                scriptBuilder.addAssigned(word.text());
            }
            if (all.size() == 1 && assignments.isEmpty() && redirects.isEmpty() && parseFunction(all.getFirst())) {
                return;
            }
        }
        if (all.isEmpty() && assignments.isEmpty() && redirects.isEmpty()) {
            throw cursor.parseError(
                    cursor.isAtEnd()
                            ? "a command is missing"
                            : "'" + cursor.peek() + "' is not expected at the start of a command");
        }
        scriptBuilder.add(new RawCommand(assignments, all, redirects));
    }

    private static Assignment assignment(WordBuilder word) {
        String text = word.toWord().text();
        return new Assignment(
                word.assignmentName(),
                new ShellWord(
                        text.substring(text.indexOf('=') + 1), word.toWord().certain()));
    }

    private void evaluateSubscript(WordBuilder word) {
        String text = word.text();
        if (!text.startsWith(word.assignmentName() + "=") && !text.startsWith(word.assignmentName() + "+=")) {
            scriptBuilder.addEvaluated(ShellWord.of(text));
        }
    }

    private void rejectReserved(WordBuilder word, boolean first) {
        if (first && !word.hasQuotes() && RESERVED.contains(word.toWord().text())) {
            throw cursor.parseError("'" + word.toWord().text() + "' is not expected at the start of a command");
        }
    }

    private boolean parseFunction(ShellWord name) {
        cursor.skipBlanks();
        if (cursor.peek() != '(') {
            return false;
        }
        cursor.next();
        cursor.skipBlanks();
        expect(")");
        scriptBuilder.addFunction(name.text());
        skipLineEnds();
        parseCommand();
        return true;
    }

    void expect(String expected) {
        cursor.skipBlanks();
        if (!cursor.consume(expected)) {
            throw cursor.parseError("'" + expected + "' is missing");
        }
    }

    void expectWord(String word) {
        skipLineEnds();
        if (!cursor.consumeWord(word)) {
            throw cursor.parseError("'" + word + "' is missing");
        }
    }

    /** Parses a list that ends with one of the words, and that word. */
    String parseListUpTo(String... ends) {
        parseList();
        for (String end : ends) {
            if (cursor.consumeWord(end)) {
                return end;
            }
        }
        throw cursor.parseError("'" + ends[0] + "' is missing");
    }

    void parseFunctionBody() {
        skipLineEnds();
        parseCommand();
    }
}
