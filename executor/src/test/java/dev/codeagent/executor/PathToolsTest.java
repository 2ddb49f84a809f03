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

class PathToolsTest {
    @TempDir
    Path folder;

    private ExecutorFixture fixture;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        fixture = ExecutorFixture.create(folder);
        root = fixture.workspace();
        Files.createDirectories(root.resolve("src/deep"));
        Files.writeString(root.resolve("src/a.txt"), "a\n");
        Files.writeString(root.resolve("src/deep/b.txt"), "b\n");
    }

    @Test
    void movesFilesAndDirectories() {
        assertThat(fixture.resultText("move_file", "from", "src/a.txt", "to", "new/place/c.txt"))
                .isEqualTo("moved src/a.txt to new/place/c.txt");
        assertThat(fixture.resultText("move_file", "from", "src/deep", "to", "deep"))
                .isEqualTo("moved src/deep to deep");

        assertThat(root.resolve("new/place/c.txt")).hasContent("a\n");
        assertThat(root.resolve("deep/b.txt")).hasContent("b\n");
        assertThat(root.resolve("src")).isEmptyDirectory();
    }

    @Test
    void rejectsMovesThatWouldReplaceOrLoseFiles() throws IOException {
        Files.writeString(root.resolve("b.txt"), "other\n");

        assertThat(fixture.resultText("move_file", "from", "src/a.txt", "to", "b.txt"))
                .contains("'b.txt' exists already");
        assertThat(fixture.resultText("move_file", "from", "src", "to", "src/deep/src"))
                .contains("into itself");
        assertThat(fixture.resultText("move_file", "from", "none", "to", "x")).contains("no file 'none'");
        assertThat(fixture.resultText("move_file", "from", "src/a.txt", "to", "../a.txt"))
                .contains("leads out");
        assertThat(fixture.resultText("move_file", "from", ".", "to", "x")).contains("the workspace itself");
        assertThat(root.resolve("b.txt")).hasContent("other\n");
        assertThat(root.resolve("src/a.txt")).hasContent("a\n");
    }

    @Test
    void deletesNonEmptyDirectoriesOnlyWhenRecursive() {
        assertThat(fixture.resultText("delete_file", "path", "src")).contains("not empty; set recursive");
        assertThat(root.resolve("src/a.txt")).exists();

        assertThat(fixture.resultText("delete_file", "path", "src/a.txt")).isEqualTo("deleted src/a.txt");
        assertThat(fixture.resultText("delete_file", "path", "src", "recursive", true))
                .isEqualTo("deleted src");

        assertThat(root).isEmptyDirectory();
    }

    @Test
    void deletesALinkButNotItsTarget() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "kept\n");
        Files.createSymbolicLink(root.resolve("link"), outside);

        assertThat(fixture.resultText("stat", "path", "link")).contains("leads out");
        assertThat(fixture.resultText("delete_file", "path", "link")).isEqualTo("deleted link");

        assertThat(outside).hasContent("kept\n");
        assertThat(root.resolve("link")).doesNotExist();
    }

    @Test
    void createsDirectories() {
        assertThat(fixture.resultText("make_folder", "path", "x/y")).isEqualTo("created x/y/");
        assertThat(fixture.resultText("make_folder", "path", "x")).contains("exists already");
        assertThat(fixture.resultText("make_folder", "path", "src/a.txt/z")).contains("cannot create the folder");
        assertThat(root.resolve("x/y")).isDirectory();
    }

    @Test
    void statsFilesDirectoriesAndLinks() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Path.of("src/a.txt"));

        assertThat(fixture.resultText("stat", "path", "src/a.txt")).startsWith("src/a.txt: file, 2 bytes, rw-");
        assertThat(fixture.resultText("stat", "path", "src")).startsWith("src: folder");
        assertThat(fixture.resultText("stat", "path", ".")).startsWith(".: folder");
        assertThat(fixture.resultText("stat", "path", "link")).contains("link,").endsWith("leads to src/a.txt");
        assertThat(fixture.resultText("stat", "path", "none")).contains("no file 'none'");
    }

    @Test
    @Timeout(20)
    void doesNotHangOnPipesAndDevices() throws Exception {
        Shell.run(root, "mkfifo pipe && ln -s /dev/zero zero");

        assertThat(fixture.resultText("read_file", "path", "pipe")).contains("a pipe or a device");
        assertThat(fixture.resultText("write_file", "path", "pipe", "content", "x"))
                .contains("'pipe' is not a file");
        assertThat(fixture.resultText("read_file", "path", "zero")).contains("leads out");
        assertThat(fixture.resultText("search", "pattern", "a")).startsWith("src/a.txt:1: a");
    }

    @Test
    void resolvesSymbolicLinksLikeTheOperatingSystem() throws Exception {
        Files.writeString(folder.resolve("secret.txt"), "secret\n");
        Shell.run(
                root,
                "ln -s src/deep in && ln -s in/../../../secret.txt out && ln -s round round && ln -s .git meta"
                        + " && mkdir .git && echo x > .git/config");

        assertThat(fixture.resultText("read_file", "path", "in/b.txt")).contains("b");
        assertThat(fixture.resultText("read_file", "path", "out"))
                .contains("leads out")
                .doesNotContain("secret\n");
        assertThat(fixture.resultText("read_file", "path", "round")).contains("loop of symbolic links");
        assertThat(fixture.resultText("read_file", "path", "meta/config")).contains("belongs to git");
        assertThat(fixture.resultText("write_file", "path", "meta/config", "content", "y"))
                .contains("belongs to git");
    }

    @Test
    void detectsWhetherAnInterruptedMoveHappened() throws IOException {
        JsonObject move = ExecutorFixture.arguments("from", "src/a.txt", "to", "c.txt");
        fixture.call("m1", "move_file", move);
        Files.delete(fixture.results().resolve("m1.json"));

        assertThat(ExecutorFixture.resultText(fixture.call("m1", "move_file", move)))
                .isEqualTo("moved src/a.txt to c.txt");

        Files.move(root.resolve("c.txt"), root.resolve("src/a.txt"));
        Files.delete(fixture.results().resolve("m1.json"));
        fixture.call("m1", "move_file", move);
        assertThat(root.resolve("c.txt")).hasContent("a\n");

        Files.writeString(root.resolve("src/a.txt"), "another\n");
        Files.delete(fixture.results().resolve("m1.json"));
        assertThat(fixture.call("m1", "move_file", move).getJsonObject("_meta").getBoolean("dev.codeagent/unknown"))
                .isTrue();
    }

    @Test
    void completesAnInterruptedDelete() throws IOException {
        JsonObject delete = ExecutorFixture.arguments("path", "src", "recursive", true);
        fixture.call("d1", "delete_file", delete);
        String aside = Files.readString(fixture.results().resolve("d1.started"))
                .replaceAll(".*\"aside\":\"([^\"]+)\".*", "$1");
        Files.delete(fixture.results().resolve("d1.json"));
        Files.createDirectories(root.resolve(aside).resolve("half"));

        assertThat(ExecutorFixture.resultText(fixture.call("d1", "delete_file", delete)))
                .isEqualTo("deleted src");

        assertThat(root).isEmptyDirectory();
    }
}
