package dev.codeagent.providers.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFilesTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private Path directory() {
        return folder.resolve("response-cache");
    }

    private AnswerFiles open(long maxBytes, Instant now) throws IOException {
        return AnswerFiles.open(directory(), maxBytes, HOUR, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static CachedAnswer answer(String text) {
        return new CachedAnswer(
                NOON,
                "run-1",
                "coding",
                new McpResponse(
                        "m-1",
                        "thinking",
                        text,
                        List.of(new ToolCallRequest("call_1", "read_file", "{\"path\":\"a\"}")),
                        new Usage(100, 20, 30, 40, 5),
                        StopReason.TOOL_CALLS,
                        new ProviderReplay("demo", "m-1", "{\"signature\":\"s\"}")));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.toList();
        }
    }

    @Test
    void keepsAnswersOverARestartForTheOwnerAlone() throws IOException {
        open(100_000, NOON).write("k1", answer("größe 🙂"));

        assertThat(open(100_000, NOON.plusSeconds(3599)).find("k1")).contains(answer("größe 🙂"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
        assertThat(files())
                .hasSize(1)
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
    }

    @Test
    void forgetsWhatHasExpiredAlsoIfAFileLooksYounger() throws IOException {
        AnswerFiles files = open(100_000, NOON);
        files.write("k1", answer("x"));
        files.write("k2", answer("y"));

        Files.setLastModifiedTime(
                directory().resolve("k1.json"), java.nio.file.attribute.FileTime.from(NOON.plus(HOUR)));
        AnswerFiles later = open(100_000, NOON.plus(HOUR));

        assertThat(files()).hasSize(1);
        assertThat(later.find("k1")).isEmpty();
        assertThat(later.find("k2")).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void deletesTheLeastRecentlyUsedAnswersBeyondItsSize() throws IOException {
        AnswerFiles files = open(10_000, NOON);
        String text = "x".repeat(2_500);
        for (String key : List.of("a", "b", "c")) {
            files.write(key, answer(text));
        }
        files.find("a");
        files.write("d", answer(text));
        files.write("huge", answer("x".repeat(10_000)));

        assertThat(files.find("a")).isPresent();
        assertThat(files.find("b")).isEmpty();
        assertThat(files.find("huge")).isEmpty();
        assertThat(files().stream().mapToLong(f -> f.toFile().length()).sum()).isBetween(7_500L, 10_000L);
        assertThat(open(3_500, NOON).find("b")).isEmpty();
        assertThat(files()).hasSize(1);
    }

    @Test
    void deletesWhatCannotBeReadAndWhatWasNotFinished() throws IOException {
        open(100_000, NOON).write("k1", answer("x"));
        Files.writeString(directory().resolve("k1.json"), "{\"storedAt\":\"2026-11-29T12:0");
        Files.writeString(directory().resolve("answer1.new"), "{");

        assertThat(open(100_000, NOON).find("k1")).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void storesNoTextThatItsFileCannotHold() throws IOException {
        AnswerFiles files = open(100_000, NOON);
        files.write("k1", answer("half a pair: \ud83d"));

        assertThat(files.find("k1")).isEmpty();
    }

    @Test
    void keepsNothingWhenItIsSwitchedOff() throws IOException {
        open(100_000, NOON).write("k1", answer("x"));

        AnswerFiles.delete(directory());
        AnswerFiles.delete(directory());

        assertThat(directory()).doesNotExist();
    }
}
