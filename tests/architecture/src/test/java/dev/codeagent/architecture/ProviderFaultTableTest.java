package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.faults.ProviderFault;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmark of provider faults expects what the documents say. */
class ProviderFaultTableTest {
    private static final String HEADING = "## Failures of providers";

    @Test
    void theTableOfTheDocumentIsThatOfTheBenchmark() throws Exception {
        String document = Files.readString(DocumentIndexTest.repository().resolve("docs/models.md"));
        String section = document.substring(document.indexOf(HEADING) + HEADING.length());
        List<String> rows = section.substring(0, section.indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| fault |"))
                .toList();

        assertThat(rows).isEqualTo(ProviderFault.tableRows());
    }
}
