package dev.codeagent.policy.secret;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds values that are secrets because of the name before them: {@code DB_PASSWORD=…}, {@code "apiKey": "…"}. */
final class AssignedSecrets {
    private static final Pattern NAME = Pattern.compile(
            "(?i)(?:password|passwd|passphrase|secret|secret_?key|api_?-?key|access_?key|private_?key|auth_?token|access_?token"
                    + "|refresh_?token|bearer_?token|client_?secret|credentials?|token)");

    /** After the name: an optional quote, an equals sign or colon, and the value. */
    private static final Pattern VALUE = Pattern.compile(
            "(?:[_A-Za-z0-9]{0,20})[\"']?[ \\t]{0,8}(?::=|=|:)[ \\t]{0,8}([\"']?)([^\\s\"'`,;<>()]{6,300})\\1(?=[\\s\"',;]|$)");

    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?i)(?:.*(?:example|changeme|change_me|change-me|placeholder|dummy|sample"
                    + "|your[-_]?|insert|redacted|todo|fixme|foobar|lorem|\\$\\{|\\{\\{|%\\(|xxxx|\\*\\*\\*\\*|\\.\\.\\.|process\\.env|os\\.environ"
                    + "|getenv|system\\.|config\\.|settings\\.|secrets\\.|env\\.|self\\.|this\\.).*|\\$.*|(.)\\1*|true|false|null|none|undefined"
                    + "|string|boolean|number|required|optional|[a-z]+(?:\\.[a-z_]+)++|[a-zA-Z]+(?:[A-Z_-][a-z]+)*|[\\^~]?\\d+(?:\\.\\d+)*+"
                    + "|/.*|https?://.*|\\[withheld:.*)");

    /** What comes before a name in a file of settings, in a result of read_file or search, or in a diff. */
    private static final String BEFORE_NAME =
            "(?:[^\\s:]{1,300}[:-]\\d+[:-] ?|\\s*\\d*\\t|[+-])?\\s*(?:export |- )?[\\w.-]*";

    private static final double MIN_ENTROPY = 3.0;
    private static final int MIN_LENGTH = 12;
    private static final int MAX_LINE = 2_000;
    private static final int MAX_NAMES_IN_LINE = 20;

    private final String text;
    private final boolean environmentFile;

    /** Receives a kind, and the indices of the value. */
    interface Sink {
        void accept(String kind, int start, int end);
    }

    AssignedSecrets(String text, String file) {
        this.text = text;
        String name = file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        this.environmentFile =
                name.matches("\\.env(?:\\..*)?|.*\\.env") && !name.matches(".*(?:example|sample|template|dist|test).*");
    }

    void find(Sink sink) {
        Matcher name = NAME.matcher(text);
        Matcher value = VALUE.matcher(text);
        int equals = -1;
        int colon = -1;
        for (int line = 0; line < text.length(); ) {
            int newline = text.indexOf('\n', line);
            int end = newline < 0 ? text.length() : newline;
            equals = next('=', equals, line);
            colon = next(':', colon, line);
            if (equals < end || colon < end) {
                findInLine(sink, name, value, line, Math.min(end, line + MAX_LINE));
            }
            line = end + 1;
        }
    }

    /** The next index of the character, which is searched again only after the last one. */
    private int next(char c, int last, int from) {
        if (last >= from) {
            return last;
        }
        int at = text.indexOf(c, from);
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    /** Whether a value stands for a secret that is not there. */
    static boolean isPlaceholder(String value) {
        return PLACEHOLDER.matcher(value).matches();
    }

    private void findInLine(Sink sink, Matcher name, Matcher value, int from, int to) {
        int at = from;
        for (int i = 0; i < MAX_NAMES_IN_LINE && at < to && name.region(at, to).find(); i++) {
            at = name.end();
            if (value.region(at, to).lookingAt()
                    && isSecret(value.group(2), !value.group(1).isEmpty(), from, name.start())) {
                sink.accept("assigned-secret", value.start(2), value.end(2));
                at = value.end(2);
            }
        }
    }

    private boolean isSecret(String value, boolean quoted, int line, int name) {
        if (isPlaceholder(value)) {
            return false;
        }
        if (environmentFile) {
            return true;
        }
        boolean settings = quoted || text.substring(line, name).matches(BEFORE_NAME);
        boolean mixed =
                value.chars().anyMatch(Character::isDigit) && value.chars().anyMatch(Character::isLetter);
        return settings && mixed && value.length() >= MIN_LENGTH && entropy(value) >= MIN_ENTROPY;
    }

    /** Bits per character. */
    static double entropy(String value) {
        int[] counts = new int[128];
        value.chars().forEach(c -> counts[c & 127]++);
        double entropy = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / value.length();
                entropy -= share * Math.log(share) / Math.log(2);
            }
        }
        return entropy;
    }
}
