package dev.codeagent.api.policy.shell;

import dev.codeagent.api.policy.shell.Findings.Assignment;
import dev.codeagent.api.policy.shell.Findings.Raw;
import dev.codeagent.api.policy.shell.Findings.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a script by the grammar of POSIX and the usual additions of bash. What it can't read it refuses, because a
 * command might hide there.
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

    private final Source source;
    private final Findings findings;
    private final WordReader words;
    private final Redirections redirections;

    ShellParser(Source source, Findings findings) {
        this.source = source;
        this.findings = findings;
        this.words = new WordReader(source, findings);
        this.redirections = new Redirections(source, words);
    }

    static void script(String text, Findings findings) {
        findings.deeper();
        var source = new Source(text);
        new ShellParser(source, findings).all();
        findings.back();
    }

    private void all() {
        list();
        if (!source.end()) {
            throw source.fail("'" + source.peek() + "' closes nothing");
        }
        documents();
    }

    /** The commands of a substitution or subshell, and the parenthesis behind them. */
    void listUpToParenthesis() {
        list();
        expect(")");
    }

    /** Commands, up to something that can begin none. */
    void list() {
        separators();
        while (!closing()) {
            andOr();
            if (!separators() && !closing()) {
                throw source.fail("'" + source.peek() + "' behind a command");
            }
        }
    }

    private boolean closing() {
        return source.end()
                || source.peek() == ')'
                || source.lookingAt(";;")
                || source.lookingAt(";&")
                || CLOSING.stream().anyMatch(source::lookingAtWord);
    }

    private boolean separators() {
        boolean any = false;
        while (true) {
            source.skipBlanks();
            if (source.lookingAt(";;") || source.lookingAt(";&") || source.lookingAt("&&") || source.lookingAt("&>")) {
                return any;
            }
            if (source.take("\n")) {
                documents();
            } else if (!source.take(";") && !source.take("&")) {
                return any;
            }
            any = true;
        }
    }

    private void lineEnds() {
        source.skipBlanks();
        while (source.take("\n")) {
            documents();
            source.skipBlanks();
        }
    }

    private void documents() {
        while (!source.pending.isEmpty()) {
            source.pending.removeFirst().read(source, findings);
        }
    }

    private void andOr() {
        do {
            lineEnds();
            pipeline();
            source.skipBlanks();
        } while (source.take("&&") || source.take("||"));
    }

    private void pipeline() {
        do {
            lineEnds();
            while (source.takeWord("!") || source.lookingAt("!(") && source.take("!")) {
                source.skipBlanks();
            }
            if (source.takeWord("time")) {
                source.skipBlanks();
                while (source.takeWord("-p") || source.takeWord("--")) {
                    source.skipBlanks();
                }
                if (source.end() || ";\n)".indexOf(source.peek()) >= 0) {
                    return;
                }
            }
            command();
            source.skipBlanks();
        } while (source.take("|&") || !source.lookingAt("||") && source.take("|"));
    }

    private void command() {
        findings.deeper();
        source.takeWord("coproc");
        source.skipBlanks();
        if (new Compounds(source, findings, this).read()) {
            redirects();
        } else {
            simple();
        }
        findings.back();
    }

    private void redirects() {
        var redirects = new ArrayList<Redirect>();
        source.skipBlanks();
        for (Optional<Redirect> r = redirections.next(); r.isPresent(); r = redirections.next()) {
            redirects.add(r.get());
            source.skipBlanks();
        }
        if (!redirects.isEmpty()) {
            findings.add(new Raw(List.of(), List.of(), redirects));
        }
    }

    private void simple() {
        var assignments = new ArrayList<Assignment>();
        var all = new ArrayList<ShellWord>();
        var redirects = new ArrayList<Redirect>();
        while (true) {
            source.skipBlanks();
            Optional<Redirect> redirect = redirections.next();
            if (redirect.isPresent()) {
                redirects.add(redirect.get());
                continue;
            }
            Codes codes = words.codes();
            if (codes.empty()) {
                break;
            }
            if (all.isEmpty() && !codes.assigned().isEmpty()) {
                assignments.add(assignment(codes));
                continue;
            }
            refuseReserved(codes, all.isEmpty());
            all.addAll(Braces.expand(codes));
            if (all.size() == 1 && assignments.isEmpty() && redirects.isEmpty() && function(codes, all.getFirst())) {
                return;
            }
        }
        if (all.isEmpty() && assignments.isEmpty() && redirects.isEmpty()) {
            throw source.fail(source.end() ? "a command is missing" : "'" + source.peek() + "' where a command begins");
        }
        findings.add(new Raw(assignments, all, redirects));
    }

    private static Assignment assignment(Codes codes) {
        String text = codes.word().text();
        return new Assignment(
                codes.assigned(),
                new ShellWord(
                        text.substring(text.indexOf('=') + 1), codes.word().sure()));
    }

    private void refuseReserved(Codes codes, boolean first) {
        if (first && !codes.anyQuotes() && RESERVED.contains(codes.word().text())) {
            throw source.fail("'" + codes.word().text() + "' where no command can begin");
        }
    }

    private boolean function(Codes codes, ShellWord name) {
        source.skipBlanks();
        if (source.peek() != '(') {
            return false;
        }
        source.next();
        source.skipBlanks();
        expect(")");
        findings.function(name.text());
        lineEnds();
        command();
        return true;
    }

    void expect(String expected) {
        source.skipBlanks();
        if (!source.take(expected)) {
            throw source.fail("'" + expected + "' is missing");
        }
    }

    void expectWord(String word) {
        lineEnds();
        if (!source.takeWord(word)) {
            throw source.fail("'" + word + "' is missing");
        }
    }

    /** A list that ends with one of the words, which is read too. */
    String listUpTo(String... ends) {
        list();
        for (String end : ends) {
            if (source.takeWord(end)) {
                return end;
            }
        }
        throw source.fail("'" + ends[0] + "' is missing");
    }

    void skipLineEnds() {
        lineEnds();
    }

    void functionBody() {
        lineEnds();
        command();
    }
}
