package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

    private Session session;
    private Path work;

    @BeforeEach
    void open() throws IOException {
        session = Session.in(folder);
        work = session.workspace();
        Files.write(work.resolve("a.txt"), BYTES);
    }

    private void run(String id, String command) {
        JsonObject result = session.call(id, "run_command", Session.arguments("command", command));
        assertThat(Session.failed(result)).as(Session.text(result)).isFalse();
    }

    private JsonObject undo(String id, String... arguments) {
        JsonObject result = session.call(id, "workspace_undo", Session.arguments(arguments));
        assertThat(Session.failed(result)).as(Session.text(result)).isFalse();
        return result.getJsonObject("structuredContent");
    }

    private static List<String> conflicts(JsonObject undone) {
        return undone.getJsonArray("conflicts").getValuesAs(JsonObject.class).stream()
                .map(c -> c.getString("path"))
                .toList();
    }

    @Test
    void bringsBackEveryByteOfAnOverwrittenFile() {
        session.call("c1", "write_file", Session.arguments("path", "a.txt", "content", "other"));

        JsonObject undone = undo("u1", "call", "c1");

        assertThat(work.resolve("a.txt")).hasBinaryContent(BYTES);
        assertThat(conflicts(undone)).isEmpty();
    }

    @Test
    void bringsBackWhatACommandDeletedMovedLinkedAndLocked() throws IOException {
        run(
                "c0",
                "mkdir -p d/empty && echo x > d/x && chmod 640 d/x && ln -s ../nowhere/ d/l && ln -s / root && chmod 2750 d");

        run("c1", "rm -rf d root && echo y > d && chmod 400 a.txt && ln -s a.txt b");
        undo("u1", "call", "c1");

        assertThat(work.resolve("d/empty")).isEmptyDirectory();
        assertThat(work.resolve("d/x")).hasContent("x\n");
        assertThat(Files.getAttribute(work.resolve("d/x"), "unix:mode")).isEqualTo(0100640);
        assertThat(Files.getAttribute(work.resolve("d"), "unix:mode")).isEqualTo(0042750);
        assertThat(Files.getAttribute(work.resolve("a.txt"), "unix:mode")).isEqualTo(0100644);
        assertThat(session.text("run_command", "command", "readlink d/l root; test ! -e b && echo gone"))
                .startsWith("../nowhere/\n/\ngone\n");
    }

    @Test
    void keepsNamesThatAreNoText() throws IOException {
        run("c0", "printf x > $'\\xff\\n%41 \\xc3\\xa4'");

        run("c1", "rm $'\\xff\\n%41 \\xc3\\xa4'");
        JsonObject undone = undo("u1", "call", "c1");

        String name = work.toRealPath() + "/%FF%0A%2541%20%C3%A4";
        assertThat(Path.of(URI.create("file://" + name))).hasContent("x");
        JsonObject path = undone.getJsonArray("undone").getJsonObject(0);
        assertThat(path.getString("encoded")).isEqualTo("%FF%0A%2541%20%C3%A4");
        assertThat(path.getString("path")).isEqualTo("\\xff\\x0a%41 \\xc3\\xa4");
    }

    @Test
    void leavesAloneWhatWasChangedAgainAndSaysSo() throws IOException {
        run("c1", "echo 1 > a.txt; echo 1 > b.txt");
        run("c2", "echo 2 > b.txt");

        JsonObject undone = undo("u1", "call", "c1");

        assertThat(conflicts(undone)).containsExactly("b.txt");
        assertThat(work.resolve("a.txt")).hasBinaryContent(BYTES);
        assertThat(work.resolve("b.txt")).hasContent("2\n");
    }

    @Test
    void keepsAFolderInWhichSomethingElseWasMade() {
        run("c1", "mkdir d; echo 1 > d/one");
        run("c2", "echo 2 > d/two");

        assertThat(conflicts(undo("u1", "call", "c1"))).containsExactly("d");
        assertThat(work.resolve("d/one")).doesNotExist();
        assertThat(work.resolve("d/two")).hasContent("2\n");
    }

    @Test
    void goesBackToTheStateBeforeWhereItIsForced() {
        run("c1", "echo 1 > b.txt");
        run("c2", "echo 2 > b.txt; mkdir -p d/e; touch d/e/f");

        undo("u1", "call", "c1", "force", "everything since");

        assertThat(work.resolve("b.txt")).doesNotExist();
        assertThat(work.resolve("d")).doesNotExist();
        assertThat(work.resolve("a.txt")).hasBinaryContent(BYTES);
    }

    @Test
    void takesBackAllCallsOfAStep() {
        run("coding-t1-c1", "echo 1 > b.txt");
        run("coding-t2-c1", "echo 2 > b.txt");
        run("coding-2-t1-c1", "echo 3 > c.txt");

        undo("u1", "step", "coding");

        assertThat(work.resolve("b.txt")).doesNotExist();
        assertThat(work.resolve("c.txt")).hasContent("3\n");
    }

    @Test
    void isUndoneItself() {
        run("c1", "echo 1 > b.txt; rm a.txt");
        undo("u1", "call", "c1");

        undo("u2", "call", "u1");

        assertThat(work.resolve("b.txt")).hasContent("1\n");
        assertThat(work.resolve("a.txt")).doesNotExist();
    }

    @Test
    void happensOnce() {
        run("c1", "echo 1 > b.txt");
        undo("u1", "call", "c1");
        run("c2", "echo 1 > b.txt");

        undo("u1", "call", "c1");

        assertThat(work.resolve("b.txt")).hasContent("1\n");
    }

    @Test
    void goesOnWhereItWasInterrupted() throws IOException {
        run("c0", "mkdir d; for i in 1 2 3 4 5; do echo $i > d/$i; done");
        run("c1", "rm -r d; echo new > d; echo new > b.txt");
        undo("u1", "call", "c1");
        Files.delete(session.results().resolve("u1.json"));
        run("half", "rm d/4 d/5; echo new > b.txt");

        undo("u1", "call", "c1");

        assertThat(work.resolve("d/4")).hasContent("4\n");
        assertThat(work.resolve("d/5")).hasContent("5\n");
        assertThat(work.resolve("b.txt")).doesNotExist();
    }

    @Test
    void takesBackACallWhoseEndNobodySaw() throws IOException {
        run("c1", "echo 1 > b.txt");
        Path log = session.results().resolve("undo/log");
        List<String> lines = Files.readAllLines(log);
        Files.writeString(log, lines.getFirst() + "\nafter c1 cut-o");
        run("c2", "echo 2 > c.txt");

        undo("u1", "call", "c1");

        assertThat(work.resolve("b.txt")).doesNotExist();
        assertThat(work.resolve("c.txt")).hasContent("2\n");
    }

    @Test
    void closesWhatADeadExecutorHadOpenedToReadIt() throws IOException {
        run("c1", "chmod 000 a.txt");
        Path log = session.results().resolve("undo/log");
        Files.writeString(log, Files.readString(log) + "opened 0 a.txt\n");
        Files.setAttribute(work.resolve("a.txt"), "unix:mode", 0700);

        run("c2", "true");

        assertThat(Files.getAttribute(work.resolve("a.txt"), "unix:mode")).isEqualTo(0100000);
    }

    @Test
    void seesAChangeThatHidesBehindSizeAndTime() throws IOException {
        FileTime then = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(work.resolve("a.txt"), then);
        run("c0", "true");

        run(
                "c1",
                "cp -p a.txt /tmp/codeagent-undo-$$; printf 'ABCDEFGH' > a.txt; touch -r /tmp/codeagent-undo-$$ a.txt;"
                        + " rm /tmp/codeagent-undo-$$");
        undo("u1", "call", "c1");

        assertThat(work.resolve("a.txt")).hasBinaryContent(BYTES);
    }

    @Test
    void touchesNothingElse() throws IOException {
        Files.writeString(work.resolve("other"), "x");
        Object before = Files.readAttributes(work.resolve("other"), "unix:ino,ctime,mode");

        run("c1", "echo 1 > b.txt");
        undo("u1", "call", "c1");

        assertThat((Object) Files.readAttributes(work.resolve("other"), "unix:ino,ctime,mode"))
                .isEqualTo(before);
    }

    @Test
    void leavesOutWhatABuildMakes() throws IOException {
        Files.writeString(work.resolve("pom.xml"), "<project/>");
        run("c1", "mkdir target other; echo x > target/x; mkdir other/target; echo y > other/target/y");

        JsonObject undone = undo("u1", "call", "c1");

        assertThat(conflicts(undone)).isEmpty();
        assertThat(work.resolve("target/x")).exists();
        assertThat(work.resolve("other")).doesNotExist();
    }

    @Test
    void removesAPipeButCannotMakeOne() {
        run("c1", "mkfifo p");
        run("c2", "rm p");

        assertThat(conflicts(undo("u2", "call", "c2"))).containsExactly("p");
        run("c3", "mkfifo p");
        undo("u3", "call", "c3");
        assertThat(Files.exists(work.resolve("p"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void tellsWhatACallChanged() {
        run("c1", "echo 1 > b.txt; chmod 600 a.txt");

        JsonObject changes = session.call("", "workspace_changes", Session.arguments("call", "c1"));

        assertThat(Session.text(changes)).isEqualTo("mode a.txt\nadded b.txt");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        JsonObject call = session.call("u1", "workspace_undo", Session.arguments("call", "c9"));
        JsonObject both = session.call("u2", "workspace_undo", Session.arguments("call", "c9", "step", "s"));

        assertThat(Session.text(call)).contains("no call").contains("c9");
        assertThat(Session.text(both)).contains("either 'call'");
        assertThat(List.of(call, both)).allMatch(Session::failed);
    }

    @Test
    void refusesDamagedContent() throws IOException {
        run("c1", "echo 1 > a.txt");
        try (var objects = Files.walk(session.results().resolve("undo/objects"))) {
            for (Path object : objects.filter(Files::isRegularFile).toList()) {
                if (java.util.Arrays.equals(Files.readAllBytes(object), BYTES)) {
                    Files.writeString(object, "damage");
                }
            }
        }

        JsonObject result = session.call("u1", "workspace_undo", Session.arguments("call", "c1"));

        assertThat(Session.failed(result)).isTrue();
        assertThat(Session.text(result)).contains("damaged");
        assertThat(work.resolve("a.txt")).hasContent("1\n");
    }

    @Test
    void doesNotMakeACallThatItCannotRecord() throws IOException {
        Files.createDirectories(session.results().resolve("undo"));
        Files.writeString(session.results().resolve("undo/objects"), "in the way");

        JsonObject result = session.call("c1", "run_command", Session.arguments("command", "touch made"));

        assertThat(Session.failed(result)).isTrue();
        assertThat(Session.text(result)).contains("could not be undone");
        assertThat(work.resolve("made")).doesNotExist();
    }
}
