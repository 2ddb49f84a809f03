package dev.codeagent.api.policy.shell;

import dev.codeagent.api.policy.shell.Findings.Redirect;
import java.util.List;
import java.util.Optional;

/** Reads redirections; the bodies of here-documents come behind the line's end. */
final class Redirections {
    private static final List<String> REDIRECTIONS =
            List.of("&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<", ">>", ">&", ">|", ">");

    private final Source source;
    private final WordReader words;

    Redirections(Source source, WordReader words) {
        this.source = source;
        this.words = words;
    }

    /** A redirection, if one comes next. */
    Optional<Redirect> next() {
        int digits = 0;
        while (source.peek(digits) >= '0' && source.peek(digits) <= '9') {
            digits++;
        }
        char c = source.peek(digits);
        boolean process = (c == '<' || c == '>') && source.peek(digits + 1) == '(';
        if (c == '{' && digits == 0) {
            return variableRedirect();
        }
        if (!(c == '<' || c == '>' || c == '&' && digits == 0 && source.peek(1) == '>') || process) {
            return Optional.empty();
        }
        for (int i = 0; i < digits; i++) {
            source.next();
        }
        return Optional.of(redirection());
    }

    /** {@code {name}>file}: the shell puts the descriptor's number into the variable. */
    private Optional<Redirect> variableRedirect() {
        int end = 1;
        while (Codes.nameChar(source.peek(end), end - 1)) {
            end++;
        }
        char c = source.peek(end + 1);
        if (end == 1 || source.peek(end) != '}' || c != '<' && c != '>') {
            return Optional.empty();
        }
        for (int i = 0; i <= end; i++) {
            source.next();
        }
        return Optional.of(redirection());
    }

    private Redirect redirection() {
        String operator = REDIRECTIONS.stream().filter(source::take).findFirst().orElseThrow();
        source.skipBlanks();
        Codes codes = words.codes();
        if (codes.empty()) {
            throw source.fail("a redirection to nothing");
        }
        ShellWord target = codes.word();
        if (operator.equals("<<") || operator.equals("<<-")) {
            if (!target.known()) {
                throw source.fail("a here-document whose end is not known");
            }
            var document = new HereDocument(target.text(), codes.anyQuotes(), operator.equals("<<-"));
            source.pending.add(document);
            return new Redirect("<<", target, Optional.of(document));
        }
        return new Redirect(
                operator, target, operator.equals("<<<") ? Optional.of(HereDocument.of(target)) : Optional.empty());
    }
}
