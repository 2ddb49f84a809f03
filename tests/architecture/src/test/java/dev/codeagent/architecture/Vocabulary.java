package dev.codeagent.architecture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The banned words, and the search for them in the names, comments and documents of a file. Code spans and string
 * literals do not count, as they may quote names that clients rely on; nor do names that a library declares.
 */
final class Vocabulary {
    /** A banned word in a file, and the term to use instead. */
    record Finding(String file, int line, String word, String term) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + word + "; use: " + term;
        }
    }

    private static final Pattern JAVA_TOKEN = Pattern.compile("(?<comment>//[^\\n]*|/\\*(?s:.*?)\\*/)"
            + "|\"\"\"(?:[^\"\\\\]++|\\\\.|\"(?!\"\"))*+\"\"\""
            + "|\"(?:[^\"\\\\\\n]++|\\\\.)*+\""
            + "|'(?:[^'\\\\\\n]|\\\\[^'\\n]+|\\\\')'");
    private static final Pattern JAVADOC_CODE = Pattern.compile("\\{@(?:code|literal|value)\\s(?:[^{}]++|\\{[^{}]*})*+}"
            + "|\\{@link(?:plain)?\\s+[^\\s}]+|@(?:see|throws)\\s+\\S+|https?://\\S+|`[^`\\n]*`");
    private static final Pattern MARKDOWN_CODE =
            Pattern.compile("(?s)```.*?```|`[^`]*`|\\]\\([^)\\s]*\\)|https?://\\S+");
    private static final Pattern XML_COMMENT = Pattern.compile("(?<comment>(?s)<!--.*?-->)");
    private static final Pattern HASH_COMMENT = Pattern.compile("(?m)(?:^|\\s)(?<comment>#.*)$");
    private static final Pattern SQL_COMMENT = Pattern.compile("(?<comment>--.*)");
    private static final Pattern BATCH_COMMENT = Pattern.compile("(?mi)^\\s*@?(?<comment>rem\\s.*)$");

    private final Map<String, String> terms;
    private final Pattern banned;

    private Vocabulary(Map<String, String> terms) {
        this.terms = terms;
        banned = Pattern.compile(
                terms.keySet().stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(word -> Pattern.quote(word).replace(" ", "\\E[\\s*/#]+\\Q"))
                        .collect(Collectors.joining("|", "\\b(?:", ")\\b")),
                Pattern.CASE_INSENSITIVE);
    }

    /** Reads lines of the form {@code word: term}; lines that start with {@code #} are comments. */
    static Vocabulary read(List<String> lines) {
        var terms = new LinkedHashMap<String, String>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] entry = line.split(":", 2);
                terms.put(entry[0].strip(), entry[1].strip());
            }
        }
        return new Vocabulary(terms);
    }

    /** The banned words of a file, by its name and its text. A file of an unknown kind has none. */
    List<Finding> findings(String file, String text) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        String kind = name.substring(name.lastIndexOf('.') + 1);
        return switch (kind) {
            case "java" -> java(file, text);
            case "md" -> prose(file, text, blank(text, MARKDOWN_CODE), 0);
            case "xml" -> comments(file, text, XML_COMMENT);
            case "sql" -> comments(file, text, SQL_COMMENT);
            case "cmd" -> comments(file, text, BATCH_COMMENT);
            case "sh", "yml", "yaml", "properties", "py", "example", "options", "asadmin", "Dockerfile" ->
                comments(file, text, HASH_COMMENT);
            default -> text.startsWith("#!") ? comments(file, text, HASH_COMMENT) : List.of();
        };
    }

    private List<Finding> java(String file, String text) {
        List<Finding> findings = comments(file, text, JAVA_TOKEN);
        // Parsing costs more than the search, and most files have nothing to find.
        if (!banned.matcher(DeclaredName.words(blank(text, JAVA_TOKEN))).find()) {
            return findings;
        }
        for (DeclaredName declared : DeclaredName.in(text)) {
            Matcher matcher = banned.matcher(declared.words());
            while (matcher.find()) {
                findings.add(finding(file, declared.line(), matcher.group()));
            }
        }
        return findings;
    }

    private List<Finding> comments(String file, String text, Pattern tokens) {
        var findings = new ArrayList<Finding>();
        Matcher matcher = tokens.matcher(text);
        while (matcher.find()) {
            String comment = matcher.group("comment");
            if (comment != null) {
                findings.addAll(prose(file, text, blank(comment, JAVADOC_CODE), matcher.start("comment")));
            }
        }
        return findings;
    }

    private List<Finding> prose(String file, String text, String prose, int offset) {
        var findings = new ArrayList<Finding>();
        Matcher matcher = banned.matcher(prose);
        while (matcher.find()) {
            findings.add(finding(file, lineAt(text, offset + matcher.start()), matcher.group()));
        }
        return findings;
    }

    private Finding finding(String file, int line, String found) {
        String word = found.toLowerCase(Locale.ROOT).replaceAll("[\\s*/#]+", " ");
        return new Finding(file, line, word, terms.get(word));
    }

    /** Replaces what the pattern matches by spaces, so that positions and lines stay. */
    private static String blank(String text, Pattern code) {
        return code.matcher(text).replaceAll(match -> match.group().replaceAll("[^\\n]", " "));
    }

    static int lineAt(String text, int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
