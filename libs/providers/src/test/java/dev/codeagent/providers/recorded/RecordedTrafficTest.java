package dev.codeagent.providers.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Compares the answers of real servers, whole and cut at random bytes, with an independent reading of the body. */
@Execution(ExecutionMode.CONCURRENT)
class RecordedTrafficTest {
    private static final String RECORDINGS = "shared/wire/llm-wire.jsonl.gz";

    @Test
    void readsRecordedAnswersLikeTheReferenceReading() throws Exception {
        Path file = recordings();
        assumeTrue(Files.exists(file), "no recorded traffic next to the project");
        try (var check = new TrafficCheck(RecordedExchange.readAll(file))) {
            Map<String, TrafficCheck.FamilyResult> results = check.run();

            assertThat(results.keySet())
                    .contains(
                            "anthropic-messages",
                            "cohere-v2",
                            "gemini",
                            "mistral",
                            "ollama",
                            "openai-chat",
                            "openai-responses");
            results.forEach((family, result) -> {
                if (result.served()) {
                    assertThat(result.wrong()).as(family + ": read differently").isEmpty();
                    assertThat(result.refused())
                            .as(family + ": not read, of " + result.complete())
                            .hasSizeLessThanOrEqualTo(result.complete() / 100);
                }
            });
        }
    }

    private static Path recordings() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve(RECORDINGS))) {
            folder = folder.getParent();
        }
        return folder == null ? Path.of("absent") : folder.resolve(RECORDINGS);
    }
}
