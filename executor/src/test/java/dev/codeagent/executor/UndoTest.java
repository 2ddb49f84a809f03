package dev.codeagent.executor;

import static dev.codeagent.executor.ExecutorFixture.isError;
import static dev.codeagent.executor.ExecutorFixture.resultText;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoTest {
    private static final byte[] BYTES = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'a', '\r', '\n', 0, (byte) 0xff};

    @TempDir
    Path folder;

    private ExecutorFixture fixture;
    private Path workspace;

    @BeforeEach
    void open() throws IOException {
        fixture = ExecutorFixture.create(folder);
        workspace = fixture.workspace();
        Files.write(workspace.resolve("a.txt"), BYTES);
    }

    private void run(String id, String command) {
        JsonObject result = fixture.call(id, "run_command", ExecutorFixture.arguments("command", command));
        assertThat(isError(result)).as(resultText(result)).isFalse();
    }

    private JsonObject undo(String id, String... arguments) {
        JsonObject result = fixture.call(id, "workspace_undo", ExecutorFixture.arguments(arguments));
        assertThat(isError(result)).as(resultText(result)).isFalse();
        return result.getJsonObject("structuredContent");
    }

    private static List<String> conflicts(JsonObject undoResult) {
        return undoResult.getJsonArray("conflicts").getValuesAs(JsonObject.class).stream()
                .map(c -> c.getString("path"))
                .toList();
    }

    @Test
    void restoresEveryByteOfAnOverwrittenFile() {
        fixture.call("c1", "write_file", ExecutorFixture.arguments("path", "a.txt", "content", "other"));

        JsonObject undoResult = undo("u1", "call", "c1");

        assertThat(workspace.resolve("a.txt")).hasBinaryContent(BYTES);
        assertThat(conflicts(undoResult)).isEmpty();
    }

    @Test
    void restoresDeletedMovedLinkedAndLockedPaths() throws IOException {
        run(
                "c0",
                "mkdir -p d/empty && echo x > d/x && chmod 640 d/x && ln -s ../nowhere/ d/l && ln -s / root && chmod 2750 d");

        run("c1", "rm -rf d root && echo y > d && chmod 400 a.txt && ln -s a.txt b");
        undo("u1", "call", "c1");

        assertThat(workspace.resolve("d/empty")).isEmptyDirectory();
        assertThat(workspace.resolve("d/x")).hasContent("x\n");
        assertThat(Files.getAttribute(workspace.resolve("d/x"), "unix:mode")).isEqualTo(0100640);
        assertThat(Files.getAttribute(workspace.resolve("d"), "unix:mode")).isEqualTo(0042750);
        assertThat(Files.getAttribute(workspace.resolve("a.txt"), "unix:mode")).isEqualTo(0100644);
        assertThat(fixture.resultText("run_command", "command", "readlink d/l root; test ! -e b && echo gone"))
                .startsWith("../nowhere/\n/\ngone\n");
    }

    @Test
    void restoresFileNamesThatAreNotUtf8() throws IOException {
        run("c0", "printf x > $'\\xff\\n%41 \\xc3\\xa4'");

        run("c1", "rm $'\\xff\\n%41 \\xc3\\xa4'");
        JsonObject undoResult = undo("u1", "call", "c1");

        String name = workspace.toRealPath() + "/%FF%0A%2541%20%C3%A4";
        assertThat(Path.of(URI.create("file://" + name))).hasContent("x");
        JsonObject path = undoResult.getJsonArray("undone").getJsonObject(0);
        assertThat(path.getString("encoded")).isEqualTo("%FF%0A%2541%20%C3%A4");
        assertThat(path.getString("path")).isEqualTo("\\xff\\x0a%41 \\xc3\\xa4");
    }

    @Test
    void reportsAConflictForAPathThatWasChangedLater() throws IOException {
        run("c1", "echo 1 > a.txt; echo 1 > b.txt");
        run("c2", "echo 2 > b.txt");

        JsonObject undoResult = undo("u1", "call", "c1");

        assertThat(conflicts(undoResult)).containsExactly("b.txt");
        assertThat(workspace.resolve("a.txt")).hasBinaryContent(BYTES);
        assertThat(workspace.resolve("b.txt")).hasContent("2\n");
    }

    @Test
    void reportsAConflictForADirectoryWithNewerFiles() {
        run("c1", "mkdir d; echo 1 > d/one");
        run("c2", "echo 2 > d/two");

        assertThat(conflicts(undo("u1", "call", "c1"))).containsExactly("d");
        assertThat(workspace.resolve("d/one")).doesNotExist();
        assertThat(workspace.resolve("d/two")).hasContent("2\n");
    }

    @Test
    void restoresTheEarlierStateWhenForced() {
        run("c1", "echo 1 > b.txt");
        run("c2", "echo 2 > b.txt; mkdir -p d/e; touch d/e/f");

        undo("u1", "call", "c1", "force", "everything since");

        assertThat(workspace.resolve("b.txt")).doesNotExist();
        assertThat(workspace.resolve("d")).doesNotExist();
        assertThat(workspace.resolve("a.txt")).hasBinaryContent(BYTES);
    }

    @Test
    void undoesAllCallsOfAStep() {
        run("coding-t1-c1", "echo 1 > b.txt");
        run("coding-t2-c1", "echo 2 > b.txt");
        run("coding-2-t1-c1", "echo 3 > c.txt");

        undo("u1", "step", "coding");

        assertThat(workspace.resolve("b.txt")).doesNotExist();
        assertThat(workspace.resolve("c.txt")).hasContent("3\n");
    }

    @Test
    void undoesAnUndo() {
        run("c1", "echo 1 > b.txt; rm a.txt");
        undo("u1", "call", "c1");

        undo("u2", "call", "u1");

        assertThat(workspace.resolve("b.txt")).hasContent("1\n");
        assertThat(workspace.resolve("a.txt")).doesNotExist();
    }

    @Test
    void executesAnUndoOnlyOnce() {
        run("c1", "echo 1 > b.txt");
        undo("u1", "call", "c1");
        run("c2", "echo 1 > b.txt");

        undo("u1", "call", "c1");

        assertThat(workspace.resolve("b.txt")).hasContent("1\n");
    }

    @Test
    void resumesAnInterruptedUndo() throws IOException {
        run("c0", "mkdir d; for i in 1 2 3 4 5; do echo $i > d/$i; done");
        run("c1", "rm -r d; echo new > d; echo new > b.txt");
        undo("u1", "call", "c1");
        Files.delete(fixture.results().resolve("u1.json"));
        run("half", "rm d/4 d/5; echo new > b.txt");

        undo("u1", "call", "c1");

        assertThat(workspace.resolve("d/4")).hasContent("4\n");
        assertThat(workspace.resolve("d/5")).hasContent("5\n");
        assertThat(workspace.resolve("b.txt")).doesNotExist();
    }

    @Test
    void undoesACallWithoutARecordedEnd() throws IOException {
        run("c1", "echo 1 > b.txt");
        Path log = fixture.results().resolve("undo/log");
        List<String> lines = Files.readAllLines(log);
        Files.writeString(log, lines.getFirst() + "\nafter c1 cut-o");
        run("c2", "echo 2 > c.txt");

        undo("u1", "call", "c1");

        assertThat(workspace.resolve("b.txt")).doesNotExist();
        assertThat(workspace.resolve("c.txt")).hasContent("2\n");
    }

    @Test
    void restoresFileModesThatADeadExecutorChanged() throws IOException {
        run("c1", "chmod 000 a.txt");
        Path log = fixture.results().resolve("undo/log");
        Files.writeString(log, Files.readString(log) + "opened 0 a.txt\n");
        Files.setAttribute(workspace.resolve("a.txt"), "unix:mode", 0700);

        run("c2", "true");

        assertThat(Files.getAttribute(workspace.resolve("a.txt"), "unix:mode")).isEqualTo(0100000);
    }

    @Test
    void detectsAChangeWithTheSameSizeAndModificationTime() throws IOException {
        FileTime then = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(workspace.resolve("a.txt"), then);
        run("c0", "true");

        run(
                "c1",
                "cp -p a.txt /tmp/codeagent-undo-$$; printf 'ABCDEFGH' > a.txt; touch -r /tmp/codeagent-undo-$$ a.txt;"
                        + " rm /tmp/codeagent-undo-$$");
        undo("u1", "call", "c1");

        assertThat(workspace.resolve("a.txt")).hasBinaryContent(BYTES);
    }

    @Test
    void leavesOtherFilesUntouched() throws IOException {
        Files.writeString(workspace.resolve("other"), "x");
        Object before = Files.readAttributes(workspace.resolve("other"), "unix:ino,ctime,mode");

        run("c1", "echo 1 > b.txt");
        undo("u1", "call", "c1");

        assertThat((Object) Files.readAttributes(workspace.resolve("other"), "unix:ino,ctime,mode"))
                .isEqualTo(before);
    }

    @Test
    void excludesBuildOutputs() throws IOException {
        Files.writeString(workspace.resolve("pom.xml"), "<project/>");
        run("c1", "mkdir target other; echo x > target/x; mkdir other/target; echo y > other/target/y");

        JsonObject undoResult = undo("u1", "call", "c1");

        assertThat(conflicts(undoResult)).isEmpty();
        assertThat(workspace.resolve("target/x")).exists();
        assertThat(workspace.resolve("other")).doesNotExist();
    }

    @Test
    void removesAPipeButCannotRestoreOne() {
        run("c1", "mkfifo p");
        run("c2", "rm p");

        assertThat(conflicts(undo("u2", "call", "c2"))).containsExactly("p");
        run("c3", "mkfifo p");
        undo("u3", "call", "c3");
        assertThat(workspace.resolve("p")).doesNotExist();
    }

    @Test
    void listsThePathsThatACallChanged() {
        run("c1", "echo 1 > b.txt; chmod 600 a.txt");

        JsonObject changes = fixture.call("", "workspace_changes", ExecutorFixture.arguments("call", "c1"));

        assertThat(resultText(changes)).isEqualTo("mode a.txt\nadded b.txt");
    }

    @Test
    void rejectsUnknownCallsAndAmbiguousArguments() {
        JsonObject call = fixture.call("u1", "workspace_undo", ExecutorFixture.arguments("call", "c9"));
        JsonObject both = fixture.call("u2", "workspace_undo", ExecutorFixture.arguments("call", "c9", "step", "s"));

        assertThat(resultText(call)).contains("no call").contains("c9");
        assertThat(resultText(both)).contains("either 'call'");
        assertThat(List.of(call, both)).allMatch(ExecutorFixture::isError);
    }

    @Test
    void rejectsDamagedObjects() throws IOException {
        run("c1", "echo 1 > a.txt");
        try (var objects = Files.walk(fixture.results().resolve("undo/objects"))) {
            for (Path object : objects.filter(Files::isRegularFile).toList()) {
                if (java.util.Arrays.equals(Files.readAllBytes(object), BYTES)) {
                    Files.writeString(object, "damage");
                }
            }
        }

        JsonObject result = fixture.call("u1", "workspace_undo", ExecutorFixture.arguments("call", "c1"));

        assertThat(isError(result)).isTrue();
        assertThat(resultText(result)).contains("damaged");
        assertThat(workspace.resolve("a.txt")).hasContent("1\n");
    }

    @Test
    void rejectsACallThatCannotBeRecorded() throws IOException {
        Files.createDirectories(fixture.results().resolve("undo"));
        Files.writeString(fixture.results().resolve("undo/objects"), "in the way");

        JsonObject result = fixture.call("c1", "run_command", ExecutorFixture.arguments("command", "touch made"));

        assertThat(isError(result)).isTrue();
        assertThat(resultText(result)).contains("could not be undone");
        assertThat(workspace.resolve("made")).doesNotExist();
    }
}
