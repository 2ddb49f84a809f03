package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/README.md is an index of all documents, and docs/adr/README.md of all decisions. */
class DocumentIndexTest {
    @Test
    void listsEveryDocument() throws IOException {
        Path docs = repository().resolve("docs");
        List<String> names;
        try (Stream<Path> files = Files.list(docs)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .toList();
        }

        List<String> index = Files.readAllLines(docs.resolve("README.md"));

        assertThat(names)
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(index).anyMatch(line -> line.startsWith("- [" + name + "](" + name + "): ")));
    }

    @Test
    void listsEveryDecisionWithItsTitle() throws IOException {
        Path decisions = repository().resolve("docs/adr");
        var expected = new ArrayList<String>();
        try (Stream<Path> files = Files.list(decisions)) {
            for (Path file :
                    files.filter(file -> !file.endsWith("README.md")).sorted().toList()) {
                String[] title = Files.readAllLines(file)
                        .getFirst()
                        .substring("# ".length())
                        .split("\\. ", 2);
                expected.add("- " + title[0] + ": [" + title[1] + "](" + file.getFileName() + ")");
            }
        }

        List<String> index = Files.readAllLines(decisions.resolve("README.md"));

        assertThat(index.stream().filter(line -> line.startsWith("- ")))
                .as("the list of docs/adr/README.md, one line for each file")
                .containsExactlyElementsOf(expected);
    }

    /** The root directory of the repository, which contains the working directory of the test. */
    static Path repository() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("ARCHITECTURE.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
