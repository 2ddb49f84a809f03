package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.ScriptBuilder.Redirection;
import java.util.List;
import java.util.Optional;

/** Parses redirections; the bodies of here-documents follow after the line end. */
final class RedirectionParser {
    private static final List<String> OPERATORS =
            List.of("&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<", ">>", ">&", ">|", ">");

    private final CharCursor cursor;
    private final WordReader wordReader;

    RedirectionParser(CharCursor cursor, WordReader wordReader) {
        this.cursor = cursor;
        this.wordReader = wordReader;
    }

    /** Returns the next redirection, if there is one. */
    Optional<Redirection> parseNext() {
        int digits = 0;
        while (cursor.peek(digits) >= '0' && cursor.peek(digits) <= '9') {
            digits++;
        }
        char c = cursor.peek(digits);
        boolean process = (c == '<' || c == '>') && cursor.peek(digits + 1) == '(';
        if (c == '{' && digits == 0) {
            return parseVariableRedirection();
        }
        if (!(c == '<' || c == '>' || c == '&' && digits == 0 && cursor.peek(1) == '>') || process) {
            return Optional.empty();
        }
        for (int i = 0; i < digits; i++) {
            cursor.next();
        }
        return Optional.of(parseRedirection());
    }

    /** {@code {name}>file}: the shell assigns the number of the descriptor to the variable. */
    private Optional<Redirection> parseVariableRedirection() {
        int end = 1;
        while (WordBuilder.isNameChar(cursor.peek(end), end - 1)) {
            end++;
        }
        char c = cursor.peek(end + 1);
        if (end == 1 || cursor.peek(end) != '}' || c != '<' && c != '>') {
            return Optional.empty();
        }
        for (int i = 0; i <= end; i++) {
            cursor.next();
        }
        return Optional.of(parseRedirection());
    }

    private Redirection parseRedirection() {
        String operator = OPERATORS.stream().filter(cursor::consume).findFirst().orElseThrow();
        cursor.skipBlanks();
        WordBuilder word = wordReader.readWord();
        if (word.isEmpty()) {
            throw cursor.parseError("the target of a redirection is missing");
        }
        ShellWord target = word.toWord();
        if (operator.equals("<<") || operator.equals("<<-")) {
            if (!target.isKnown()) {
                throw cursor.parseError("the delimiter of a here-document is not a literal word");
            }
            var document = new HereDocument(target.text(), word.hasQuotes(), operator.equals("<<-"));
            cursor.pendingHereDocuments.add(document);
            return new Redirection("<<", target, Optional.of(document));
        }
        return new Redirection(
                operator, target, operator.equals("<<<") ? Optional.of(HereDocument.of(target)) : Optional.empty());
    }
}
