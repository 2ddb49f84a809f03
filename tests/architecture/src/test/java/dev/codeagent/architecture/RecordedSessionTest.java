package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the recorded sessions show is what the product says now: three words in a row that neither its sources nor the
 * demo contain are of an earlier version. {@code docs/recordings/record.sh} records the sessions again.
 */
class RecordedSessionTest {
    private static final Path ROOT = DocumentIndexTest.repository();
    private static final List<String> SPEAKING = List.of(
            "clients/cli/src/main/java",
            "api-module/src/main/java",
            "ejb-module/src/main/java",
            "libs",
            "executor/src/main/java",
            "bench/src/main/java/dev/codeagent/bench/recording",
            "demo");

    /** Sentences with a part that is not in the sources. */
    private static final Set<String> COMPOSED =
            Set.of("code with coding", "plan with planning", "must hold monday", "approved by local");

    /** Between two rows of one line: a blank or nothing was there. */
    private static final String JOINED = "\t";

    /** Runs and commits. */
    private static final String ID = "run-[0-9a-z]+|\\b[0-9a-f]{10,}\\b";

    private static final Pattern PHRASE = Pattern.compile("[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}");

    @ParameterizedTest
    @ValueSource(ints = {80, 140})
    void saysWhatTheProductSays(int columns) throws IOException {
        String spoken = spokenWords();
        var unknown = new ArrayList<String>();
        for (String line : wholeLines(columns)) {
            List<String> inOneWord = unknown(line.replace(JOINED, ""), spoken);
            if (!inOneWord.isEmpty()
                    && !unknown(line.replace(JOINED, " "), spoken).isEmpty()) {
                unknown.add(inOneWord + ": " + line.replace(JOINED, "").strip());
            }
        }

        assertThat(unknown).isEmpty();
    }

    private static List<String> unknown(String line, String spoken) {
        return PHRASE.matcher(line.replaceAll(ID, "#"))
                .results()
                .flatMap(phrase -> triples(phrase.group()))
                .filter(triple -> !spoken.contains(" " + triple + " ") && !COMPOSED.contains(triple))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 140})
    void showsNoFailure(int columns) throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("docs/recordings/session-" + columns + ".txt")))
                .noneMatch(line -> line.startsWith("failed ") || line.contains("HTTP 4") || line.contains("Exception"))
                .anyMatch(line -> line.contains("applied to your working tree"))
                .anyMatch(line -> line.startsWith("verdict  green"));
    }

    /** A line that is as long as the terminal is wide goes on in the next one. */
    private static List<String> wholeLines(int columns) throws IOException {
        var whole = new ArrayList<String>();
        String before = "";
        for (String line : Files.readAllLines(ROOT.resolve("docs/recordings/session-" + columns + ".txt"))) {
            if (line.length() < columns) {
                whole.add(before + line);
                before = "";
            } else {
                before += line + JOINED;
            }
        }
        whole.add(before);
        return whole;
    }

    private static boolean isSource(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.matches(".*\\.(java|json|md)")
                && !path.contains("/target/")
                && (path.contains("/demo/") || !path.contains("/src/test/"));
    }

    private static Stream<String> triples(String phrase) {
        String[] words = phrase.toLowerCase(Locale.ROOT).split(" ");
        var triples = new ArrayList<String>();
        for (int i = 0; i + 2 < words.length; i++) {
            triples.add(words[i] + " " + words[i + 1] + " " + words[i + 2]);
        }
        return triples.stream();
    }

    /** The words of all sources with one blank between them; strings that are joined are one. */
    private static String spokenWords() throws IOException {
        var texts = new ArrayList<String>();
        for (String directory : SPEAKING) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
                for (Path file : files.filter(RecordedSessionTest::isSource).toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return texts.stream()
                .map(text -> text.replaceAll("\"\\s*\\+\\s*\"", "").replace("\\n", " "))
                .map(text -> text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", " "))
                .collect(Collectors.joining(" | ", " ", " "));
    }
}
