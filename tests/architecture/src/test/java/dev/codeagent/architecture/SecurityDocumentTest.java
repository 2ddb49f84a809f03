package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.escapes.EscapesBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** SECURITY.md names for each promise the cases of the escape corpus that test it. */
class SecurityDocumentTest {
    private static final Pattern CASE_ID = Pattern.compile("`([a-z][a-z-]*/[a-z0-9-]+)`");

    private final Set<String> bundled = EscapesBenchmark.bundledIds();
    private final List<String> promises =
            promises(Files.readAllLines(DocumentIndexTest.repository().resolve("SECURITY.md")));

    SecurityDocumentTest() throws IOException {}

    @Test
    void everyPromiseNamesCasesThatExist() {
        assertThat(promises)
                .hasSizeGreaterThan(20)
                .allSatisfy(promise -> assertThat(caseIds(promise))
                        .isNotEmpty()
                        .allSatisfy(id -> assertThat(bundled).contains(id)));
    }

    @Test
    void findsAPromiseWithoutACaseOrWithAnUnknownOne() {
        List<String> planted = promises(List.of(
                "| promise | tested by |",
                "|---|---|",
                "| The secret stays on the host. | `proc/no-such-case` |",
                "| It is safe. | our care |"));

        assertThat(planted).hasSize(2);
        assertThat(caseIds(planted.getFirst())).containsExactly("proc/no-such-case");
        assertThat(bundled).doesNotContain("proc/no-such-case");
        assertThat(caseIds(planted.getLast())).isEmpty();
    }

    /** Returns the rows of tables whose last column is headed "tested by". */
    private static List<String> promises(List<String> lines) {
        var rows = new java.util.ArrayList<String>();
        boolean inTable = false;
        for (String line : lines) {
            if (line.startsWith("|") && line.endsWith("| tested by |")) {
                inTable = true;
            } else if (!line.startsWith("|")) {
                inTable = false;
            } else if (inTable && !line.startsWith("|---")) {
                rows.add(line);
            }
        }
        return rows;
    }

    private static List<String> caseIds(String row) {
        return CASE_ID.matcher(row.substring(row.lastIndexOf('|', row.length() - 2)))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
