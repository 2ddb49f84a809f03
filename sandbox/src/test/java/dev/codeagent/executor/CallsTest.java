package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that change something happen once, whatever dies in between. Each call is made by an executor of its own. */
class CallsTest {
    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void open() throws IOException {
        session = Session.in(folder);
    }

    private JsonObject append(String id) {
        return session.call(id, "run_command", Session.arguments("command", "echo x >> log.txt; echo done"));
    }

    @Test
    void answersAKnownIdFromItsNotes() throws IOException {
        JsonObject first = append("c1");
        JsonObject again = append("c1");

        assertThat(Session.text(again)).isEqualTo(Session.text(first)).contains("done");
        assertThat(session.workspace().resolve("log.txt")).hasContent("x\n");
        append("c2");
        assertThat(session.workspace().resolve("log.txt")).hasContent("x\nx\n");
    }

    @Test
    void saysThatItDoesNotKnowHowAnInterruptedCommandEnded() throws IOException {
        append("c1");
        Files.delete(session.results().resolve("c1.json"));

        JsonObject unknown = append("c1");

        assertThat(unknown.getJsonObject("_meta").getBoolean("dev.codeagent/unknown"))
                .isTrue();
        assertThat(session.workspace().resolve("log.txt")).hasContent("x\n");
    }

    @Test
    void knowsWhetherAnInterruptedWriteHappened() throws IOException {
        JsonObject write = Session.arguments("path", "a.txt", "content", "new\n");
        session.call("c1", "write_file", write);
        Files.delete(session.results().resolve("c1.json"));

        JsonObject done = session.call("c1", "write_file", write);

        assertThat(Session.failed(done)).isFalse();
        assertThat(Session.text(done)).isEqualTo("wrote a.txt, 4 bytes");
    }

    @Test
    void doesAnInterruptedWriteThatDidNotHappen() throws IOException {
        JsonObject write = Session.arguments("path", "a.txt", "content", "new\n");
        session.call("c1", "write_file", write);
        Files.delete(session.results().resolve("c1.json"));
        Files.delete(session.workspace().resolve("a.txt"));
        Path cutOff = Files.writeString(session.workspace().resolve(".codeagent-write-4711.new"), "ne");

        session.call("c1", "write_file", write);

        assertThat(session.workspace().resolve("a.txt")).hasContent("new\n");
        assertThat(cutOff).doesNotExist();
    }

    @Test
    void refusesAChangeWithoutAnId() {
        JsonObject refused = session.call("", "run_command", Session.arguments("command", "touch made"));

        assertThat(Session.failed(refused)).isTrue();
        assertThat(session.workspace().resolve("made")).doesNotExist();
    }

    @Test
    void givesTheExitCodeAndBothOutputs() {
        JsonObject result = session.call("run_command", "command", "echo out; echo err >&2; exit 3");

        assertThat(Session.failed(result)).isTrue();
        assertThat(Session.text(result)).contains("out", "err").endsWith("(exit code 3)");
    }

    @Test
    void endsACommandWithItsWholeTreeWhenItsTimeIsUp() throws Exception {
        JsonObject arguments = jakarta.json.Json.createObjectBuilder()
                .add("command", "sleep 4711 & echo $! > pid; wait")
                .add("timeout", 1)
                .build();

        JsonObject result = session.call("c1", "run_command", arguments);

        long child = Long.parseLong(
                Files.readString(session.workspace().resolve("pid")).strip());
        assertThat(Session.failed(result)).isTrue();
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive).filter(CallsTest::sleeps))
                .isEmpty();
    }

    /** A number may belong to another program by now, and a dead child may still be listed. */
    private static boolean sleeps(ProcessHandle process) {
        return process.info().commandLine().map(c -> c.contains("4711")).orElse(false);
    }

    @Test
    void boundsWhatACommandPrints() {
        String text = session.text("run_command", "command", "yes line | head -n 100000");

        assertThat(text).hasSizeLessThan(31_000).contains("characters left out");
    }
}
