package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class names in ARCHITECTURE.md and CONTRIBUTING.md are true. */
class ArchitectureDocumentTest {
    private static final Pattern CLASS_NAME = Pattern.compile("`(?:[a-z]+\\.)*([A-Z][A-Za-z]+)(?:\\.[a-zA-Z]+)?`");
    private static final int MAX_PATH = 12;

    private static List<String> classNames(String text) {
        return CLASS_NAME.matcher(text).results().map(r -> r.group(1)).toList();
    }

    private static String read(String document) throws IOException {
        return Files.readString(DocumentIndexTest.repository().resolve(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
    void namesOnlyClassesThatExist(String document) throws IOException {
        Set<String> sources;
        try (Stream<Path> files = Files.walk(DocumentIndexTest.repository())) {
            sources = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        List<String> suffixes = List.of("Impl", "Helper", "Util"); // Named because they are forbidden.

        assertThat(classNames(read(document)))
                .isNotEmpty()
                .filteredOn(name -> !suffixes.contains(name))
                .allSatisfy(name -> assertThat(sources).contains(name));
    }

    @Test
    void listsAtMostTwelveClassesFromTheSocketToTheModelAndFromAToolCallToItsProcess() throws IOException {
        List<MatchResult> paths = Pattern.compile("\\*\\*From [^*]*\\*\\*(.*?)\\n\\n", Pattern.DOTALL)
                .matcher(read("ARCHITECTURE.md"))
                .results()
                .toList();

        assertThat(paths)
                .hasSize(2)
                .allSatisfy(path -> assertThat(classNames(path.group(1))).hasSizeBetween(5, MAX_PATH));
    }
}
