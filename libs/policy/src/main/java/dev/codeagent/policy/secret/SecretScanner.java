package dev.codeagent.policy.secret;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets in a text, in time proportional to its length: fixed words are searched first, and only the surroundings
 * of a word are compared with a regular expression.
 */
public final class SecretScanner {
    private static final List<SecretKind> KINDS = SecretKind.readAll();
    private static final int BEFORE_WORD = 200;
    private static final int AFTER_WORD = 8_000;
    private static final int MAX_MATCHES_OF_A_WORD = 2_000;
    private static final int MAX_FINDINGS = 100;

    /** Lines of Base64 without an end mark, possibly with the line numbers of read_file. */
    private static final Pattern KEY_LINES =
            Pattern.compile("(?:[\\r\\n]+(?: {0,6}\\d+\\t)?[A-Za-z0-9+/=]{16,128}(?![^\\r\\n]))*+");

    private final String text;
    private final Matcher matcherOfKeyLines;
    private final List<SecretFinding> findings = new ArrayList<>();

    private SecretScanner(String text) {
        this.text = text;
        this.matcherOfKeyLines = KEY_LINES.matcher(text);
    }

    /**
     * @param file the file that the text comes from, if it is known; in a file {@code .env} more values count as secrets
     */
    public static List<SecretFinding> scan(String text, String file) {
        var scanner = new SecretScanner(text);
        KINDS.forEach(scanner::find);
        new AssignedSecrets(text, file).find(scanner::add);
        scanner.findings.sort(Comparator.comparingInt(SecretFinding::start));
        return List.copyOf(scanner.findings);
    }

    /** Replaces each secret by its kind. */
    public static String redact(String text, List<SecretFinding> findings) {
        var redacted = new StringBuilder();
        int from = 0;
        for (SecretFinding finding : findings) {
            redacted.append(text, from, finding.start())
                    .append("[withheld: ")
                    .append(finding.kind())
                    .append(']');
            from = finding.end();
        }
        return redacted.append(text, from, text.length()).toString();
    }

    private void find(SecretKind kind) {
        Matcher matcher = kind.pattern().matcher(text);
        for (String word : kind.words()) {
            int tried = 0;
            int scanned = 0;
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
                if (at < scanned) {
                    continue;
                }
                if (++tried > MAX_MATCHES_OF_A_WORD) {
                    return;
                }
                int from = Math.max(scanned, lineStart(at));
                matcher.region(from, Math.min(text.length(), at + AFTER_WORD))
                        .useTransparentBounds(true)
                        .useAnchoringBounds(false);
                if (matcher.find() && matcher.start() <= at + word.length()) {
                    int start = kind.group() ? matcher.start("s") : matcher.start();
                    int end = kind.group() ? matcher.end("s") : matcher.end();
                    scanned = end;
                    if (kind.group() && AssignedSecrets.isPlaceholder(text.substring(start, end))) {
                        continue;
                    }
                    add(kind.name(), start, kind.name().equals("private-key") ? endOfKey(end) : end);
                }
            }
        }
    }

    private int lineStart(int at) {
        int line = text.lastIndexOf('\n', at - 1) + 1;
        return Math.max(line, at - BEFORE_WORD);
    }

    /** The whole key: up to its last line, or to the last line that looks like a part of it. */
    private int endOfKey(int from) {
        int limit = Math.min(text.length(), from + AFTER_WORD);
        int end = text.indexOf("-----END ", from);
        if (end >= 0 && end < limit) {
            int close = text.indexOf("-----", end + 9);
            return close >= 0 && close < limit ? close + 5 : end;
        }
        matcherOfKeyLines.region(from, limit);
        return matcherOfKeyLines.lookingAt() ? matcherOfKeyLines.end() : from;
    }

    private void add(String kind, int start, int end) {
        boolean known = findings.stream().anyMatch(f -> start < f.end() && f.start() < end);
        if (!known && findings.size() < MAX_FINDINGS && end > start) {
            findings.add(new SecretFinding(kind, lineOf(start), start, end));
        }
    }

    private int lineOf(int index) {
        return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }
}
