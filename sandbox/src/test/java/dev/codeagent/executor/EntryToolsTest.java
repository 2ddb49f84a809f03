package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EntryToolsTest {
    @TempDir
    Path folder;

    private Session session;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        session = Session.in(folder);
        root = session.workspace();
        Files.createDirectories(root.resolve("src/deep"));
        Files.writeString(root.resolve("src/a.txt"), "a\n");
        Files.writeString(root.resolve("src/deep/b.txt"), "b\n");
    }

    @Test
    void movesFilesAndFolders() {
        assertThat(session.text("move_file", "from", "src/a.txt", "to", "new/place/c.txt"))
                .isEqualTo("moved src/a.txt to new/place/c.txt");
        assertThat(session.text("move_file", "from", "src/deep", "to", "deep")).isEqualTo("moved src/deep to deep");

        assertThat(root.resolve("new/place/c.txt")).hasContent("a\n");
        assertThat(root.resolve("deep/b.txt")).hasContent("b\n");
        assertThat(root.resolve("src")).isEmptyDirectory();
    }

    @Test
    void neitherReplacesNorLosesWhatItMoves() throws IOException {
        Files.writeString(root.resolve("b.txt"), "other\n");

        assertThat(session.text("move_file", "from", "src/a.txt", "to", "b.txt"))
                .contains("'b.txt' exists already");
        assertThat(session.text("move_file", "from", "src", "to", "src/deep/src"))
                .contains("into itself");
        assertThat(session.text("move_file", "from", "none", "to", "x")).contains("no file 'none'");
        assertThat(session.text("move_file", "from", "src/a.txt", "to", "../a.txt"))
                .contains("leads out");
        assertThat(session.text("move_file", "from", ".", "to", "x")).contains("the workspace itself");
        assertThat(root.resolve("b.txt")).hasContent("other\n");
        assertThat(root.resolve("src/a.txt")).hasContent("a\n");
    }

    @Test
    void deletesFoldersOnlyWhenToldSo() {
        assertThat(session.text("delete_file", "path", "src")).contains("not empty; give recursive");
        assertThat(root.resolve("src/a.txt")).exists();

        assertThat(session.text("delete_file", "path", "src/a.txt")).isEqualTo("deleted src/a.txt");
        assertThat(session.text("delete_file", "path", "src", "recursive", true))
                .isEqualTo("deleted src");

        assertThat(root).isEmptyDirectory();
    }

    @Test
    void deletesALinkAndNotWhatItLeadsTo() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "kept\n");
        Files.createSymbolicLink(root.resolve("link"), outside);

        assertThat(session.text("stat", "path", "link")).contains("leads out");
        assertThat(session.text("delete_file", "path", "link")).isEqualTo("deleted link");

        assertThat(outside).hasContent("kept\n");
        assertThat(root.resolve("link")).doesNotExist();
    }

    @Test
    void makesFolders() {
        assertThat(session.text("make_folder", "path", "x/y")).isEqualTo("made x/y/");
        assertThat(session.text("make_folder", "path", "x")).contains("exists already");
        assertThat(session.text("make_folder", "path", "src/a.txt/z")).contains("cannot make the folder");
        assertThat(root.resolve("x/y")).isDirectory();
    }

    @Test
    void tellsWhatAPathIs() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Path.of("src/a.txt"));

        assertThat(session.text("stat", "path", "src/a.txt")).startsWith("src/a.txt: file, 2 bytes, rw-");
        assertThat(session.text("stat", "path", "src")).startsWith("src: folder");
        assertThat(session.text("stat", "path", ".")).startsWith(".: folder");
        assertThat(session.text("stat", "path", "link")).contains("link,").endsWith("leads to src/a.txt");
        assertThat(session.text("stat", "path", "none")).contains("no file 'none'");
    }

    @Test
    @Timeout(20)
    void doesNotHangOnPipesAndDevices() throws Exception {
        Shell.run(root, "mkfifo pipe && ln -s /dev/zero zero");

        assertThat(session.text("read_file", "path", "pipe")).contains("a pipe or a device");
        assertThat(session.text("write_file", "path", "pipe", "content", "x")).contains("'pipe' is not a file");
        assertThat(session.text("read_file", "path", "zero")).contains("leads out");
        assertThat(session.text("search", "pattern", "a")).startsWith("src/a.txt:1: a");
    }

    @Test
    void findsItsWayThroughLinksAsTheSystemDoes() throws Exception {
        Files.writeString(folder.resolve("secret.txt"), "secret\n");
        Shell.run(
                root,
                "ln -s src/deep in && ln -s in/../../../secret.txt out && ln -s round round && ln -s .git meta"
                        + " && mkdir .git && echo x > .git/config");

        assertThat(session.text("read_file", "path", "in/b.txt")).contains("b");
        assertThat(session.text("read_file", "path", "out"))
                .contains("leads out")
                .doesNotContain("secret\n");
        assertThat(session.text("read_file", "path", "round")).contains("circle");
        assertThat(session.text("read_file", "path", "meta/config")).contains("git's own");
        assertThat(session.text("write_file", "path", "meta/config", "content", "y"))
                .contains("git's own");
    }

    @Test
    void knowsWhetherAnInterruptedMoveHappened() throws IOException {
        JsonObject move = Session.arguments("from", "src/a.txt", "to", "c.txt");
        session.call("m1", "move_file", move);
        Files.delete(session.results().resolve("m1.json"));

        assertThat(Session.text(session.call("m1", "move_file", move))).isEqualTo("moved src/a.txt to c.txt");

        Files.move(root.resolve("c.txt"), root.resolve("src/a.txt"));
        Files.delete(session.results().resolve("m1.json"));
        session.call("m1", "move_file", move);
        assertThat(root.resolve("c.txt")).hasContent("a\n");

        Files.writeString(root.resolve("src/a.txt"), "another\n");
        Files.delete(session.results().resolve("m1.json"));
        assertThat(session.call("m1", "move_file", move).getJsonObject("_meta").getBoolean("dev.codeagent/unknown"))
                .isTrue();
    }

    @Test
    void completesAnInterruptedDelete() throws IOException {
        JsonObject delete = Session.arguments("path", "src", "recursive", true);
        session.call("d1", "delete_file", delete);
        String aside = Files.readString(session.results().resolve("d1.started"))
                .replaceAll(".*\"aside\":\"([^\"]+)\".*", "$1");
        Files.delete(session.results().resolve("d1.json"));
        Files.createDirectories(root.resolve(aside).resolve("half"));

        assertThat(Session.text(session.call("d1", "delete_file", delete))).isEqualTo("deleted src");

        assertThat(root).isEmptyDirectory();
    }
}
