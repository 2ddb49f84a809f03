package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.sandbox.CommitFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathsTest {
    private static final Set<String> FILES = Set.of(
            "greet.txt",
            "services/pay/greet.txt",
            "services/pay/src",
            "services/pay/src/Größe 1.java",
            "services/pay/.env.example",
            "services/lib/x.c",
            "services/pay/it");

    private static Map<String, String> resolve(String request, String folder) {
        return new RequestPaths(Files::new).resolve(request, folder);
    }

    @Test
    void findsFilesFromTheDirectoryOfTheUser() {
        assertThat(resolve("Fix greet.txt, see @src/ and (./src/../.env.example); `../lib/x.c`!", "services/pay"))
                .containsExactly(
                        Map.entry("greet.txt", "services/pay/greet.txt"),
                        Map.entry("./src/../.env.example", "services/pay/.env.example"),
                        Map.entry("../lib/x.c", "services/lib/x.c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fix it", // A word of the sentence.
                "see none.txt",
                "/greet.txt",
                "../../../greet.txt",
                "--greet.txt",
                "https://example.org/greet.txt",
                "..",
                "./",
                "",
                "../pay:greet.txt",
                "services/pay/greet.txt" // Already from the root.
            })
    void takesNothingElseForAFile(String request) {
        assertThat(resolve(request, "services/pay")).isEmpty();
    }

    @Test
    void asksForNothingAtTheRoot() {
        assertThat(new RequestPaths(() -> {
                            throw new AssertionError("not needed");
                        })
                        .resolve("fix greet.txt", ""))
                .isEmpty();
    }

    @Test
    void boundsTheNumberOfPaths() {
        String many = "greet.txt " + "a.txt b/".repeat(1) + " x".repeat(10) + " y.z".repeat(100_000);

        assertThat(resolve(many, "services/pay")).containsOnlyKeys("greet.txt");
    }

    private record Files() implements CommitFiles {
        @Override
        public Set<String> existing(Set<String> paths) {
            assertThat(paths).hasSizeLessThanOrEqualTo(50);
            return paths.stream().filter(FILES::contains).collect(Collectors.toSet());
        }

        @Override
        public Optional<String> readText(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Entry> list(String folder) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, byte[]> readBlobs(List<String> blobs) {
            throw new UnsupportedOperationException();
        }
    }
}
