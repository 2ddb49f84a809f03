package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLengthTest {
    private static final int MAX_LINES = 300;

    /** Java files with more lines than allowed; demo/project is sample data. */
    private static List<String> tooLong(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(root::relativize)
                    .filter(file -> !file.startsWith("demo") && !file.toString().contains("target"))
                    .filter(file -> countLines(root.resolve(file)) > MAX_LINES)
                    .map(file -> file + " has " + countLines(root.resolve(file)) + " lines")
                    .toList();
        }
    }

    private static long countLines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noFileHasMoreThan300Lines() throws IOException {
        assertThat(tooLong(DocumentIndexTest.repository())).isEmpty();
    }

    @Test
    void findsAFileThatIsTooLong(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("Short.java"), "//\n".repeat(MAX_LINES));
        Files.writeString(root.resolve("Long.java"), "//\n".repeat(MAX_LINES + 1));

        assertThat(tooLong(root)).containsExactly("Long.java has 301 lines");
    }
}
