package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutating calls happen once, even after a crash. A new executor executes each call. */
class ToolCallIdempotencyTest {
    @TempDir
    Path folder;

    private ExecutorFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = ExecutorFixture.create(folder);
    }

    private JsonObject append(String id) {
        return fixture.call(id, "run_command", ExecutorFixture.arguments("command", "echo x >> log.txt; echo done"));
    }

    @Test
    void returnsTheStoredResultForAKnownCallId() throws IOException {
        JsonObject first = append("c1");
        JsonObject again = append("c1");

        assertThat(ExecutorFixture.resultText(again))
                .isEqualTo(ExecutorFixture.resultText(first))
                .contains("done");
        assertThat(fixture.workspace().resolve("log.txt")).hasContent("x\n");
        append("c2");
        assertThat(fixture.workspace().resolve("log.txt")).hasContent("x\nx\n");
    }

    @Test
    void reportsAnInterruptedCommandAsUnknown() throws IOException {
        append("c1");
        Files.delete(fixture.results().resolve("c1.json"));

        JsonObject unknown = append("c1");

        assertThat(unknown.getJsonObject("_meta").getBoolean("dev.codeagent/unknown"))
                .isTrue();
        assertThat(fixture.workspace().resolve("log.txt")).hasContent("x\n");
    }

    @Test
    void detectsAnInterruptedWriteThatHappened() throws IOException {
        JsonObject write = ExecutorFixture.arguments("path", "a.txt", "content", "new\n");
        fixture.call("c1", "write_file", write);
        Files.delete(fixture.results().resolve("c1.json"));

        JsonObject done = fixture.call("c1", "write_file", write);

        assertThat(ExecutorFixture.isError(done)).isFalse();
        assertThat(ExecutorFixture.resultText(done)).isEqualTo("wrote a.txt, 4 bytes");
    }

    @Test
    void repeatsAnInterruptedWriteThatDidNotHappen() throws IOException {
        JsonObject write = ExecutorFixture.arguments("path", "a.txt", "content", "new\n");
        fixture.call("c1", "write_file", write);
        Files.delete(fixture.results().resolve("c1.json"));
        Files.delete(fixture.workspace().resolve("a.txt"));
        Path cutOff = Files.writeString(fixture.workspace().resolve(".codeagent-write-4711.new"), "ne");

        fixture.call("c1", "write_file", write);

        assertThat(fixture.workspace().resolve("a.txt")).hasContent("new\n");
        assertThat(cutOff).doesNotExist();
    }

    @Test
    void rejectsAChangeWithoutACallId() {
        JsonObject rejected = fixture.call("", "run_command", ExecutorFixture.arguments("command", "touch made"));

        assertThat(ExecutorFixture.isError(rejected)).isTrue();
        assertThat(fixture.workspace().resolve("made")).doesNotExist();
    }

    @Test
    void returnsTheExitCodeAndBothOutputs() {
        JsonObject result = fixture.call("run_command", "command", "echo out; echo err >&2; exit 3");

        assertThat(ExecutorFixture.isError(result)).isTrue();
        assertThat(ExecutorFixture.resultText(result)).contains("out", "err").endsWith("(exit code 3)");
    }

    @Test
    void killsTheProcessTreeOfACommandThatTimesOut() throws Exception {
        JsonObject arguments = jakarta.json.Json.createObjectBuilder()
                .add("command", "sleep 4711 & echo $! > pid; wait")
                .add("timeout", 1)
                .build();

        JsonObject result = fixture.call("c1", "run_command", arguments);

        long child = Long.parseLong(
                Files.readString(fixture.workspace().resolve("pid")).strip());
        assertThat(ExecutorFixture.isError(result)).isTrue();
        assertThat(ProcessHandle.of(child)
                        .filter(ProcessHandle::isAlive)
                        .filter(ToolCallIdempotencyTest::isTheSleepCommand))
                .isEmpty();
    }

    /** Checks the command line: the id may belong to another process by now, and a dead child may still be listed. */
    private static boolean isTheSleepCommand(ProcessHandle process) {
        return process.info().commandLine().map(c -> c.contains("4711")).orElse(false);
    }

    @Test
    void truncatesLongOutput() {
        String text = fixture.resultText("run_command", "command", "yes line | head -n 100000");

        assertThat(text).hasSizeLessThan(31_000).contains("characters left out");
    }
}
