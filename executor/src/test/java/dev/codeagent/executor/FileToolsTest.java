package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileToolsTest {
    @TempDir
    Path folder;

    private ExecutorFixture fixture;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        fixture = ExecutorFixture.create(folder);
        root = fixture.workspace();
        Files.createDirectories(root.resolve("src"));
        Files.writeString(root.resolve("src/greeting.txt"), "Hello\nWorld\nHello again\n");
    }

    @Test
    void readsLinesWithLineNumbers() {
        assertThat(fixture.resultText("read_file", "path", "src/greeting.txt"))
                .isEqualTo("     1\tHello\n     2\tWorld\n     3\tHello again\n");
    }

    @Test
    void readsARange() {
        JsonObject range = jakarta.json.Json.createObjectBuilder()
                .add("path", "src/greeting.txt")
                .add("offset", 2)
                .add("limit", 1)
                .build();

        assertThat(ExecutorFixture.resultText(fixture.call("r1", "read_file", range)))
                .startsWith("     2\tWorld\n")
                .contains("lines 3 to 3 are not shown");
    }

    @Test
    void listsAndSearches() throws IOException {
        Files.createDirectories(root.resolve("src/deep"));
        Files.writeString(root.resolve("src/deep/größe.txt"), "Hello\n");

        assertThat(fixture.resultText("list_files", "path", "src")).isEqualTo("src/deep/größe.txt\nsrc/greeting.txt");
        assertThat(fixture.resultText("search", "pattern", "^Hello"))
                .contains(
                        "src/deep/größe.txt:1: Hello", "src/greeting.txt:1: Hello", "src/greeting.txt:3: Hello again");
        assertThat(fixture.resultText("search", "pattern", "nothing like it")).isEqualTo("no match");
        assertThat(ExecutorFixture.isError(fixture.call("search", "pattern", "(")))
                .isTrue();
    }

    @Test
    void editsAUniqueOccurrence() throws IOException {
        assertThat(fixture.resultText("edit_file", "path", "src/greeting.txt", "old", "World\n", "new", "Earth\n"))
                .isEqualTo("wrote src/greeting.txt, 24 bytes");
        assertThat(root.resolve("src/greeting.txt")).hasContent("Hello\nEarth\nHello again\n");
    }

    @Test
    void rejectsAnEditThatIsNotUnique() {
        JsonObject twice = fixture.call("edit_file", "path", "src/greeting.txt", "old", "Hello", "new", "Bye");
        JsonObject never = fixture.call("edit_file", "path", "src/greeting.txt", "old", "hello", "new", "Bye");
        JsonObject empty = fixture.call("edit_file", "path", "src/greeting.txt", "old", "", "new", "Bye");

        assertThat(ExecutorFixture.resultText(twice)).contains("more than once (lines 1, 3)");
        assertThat(ExecutorFixture.resultText(never)).contains("was not found in src/greeting.txt");
        assertThat(ExecutorFixture.resultText(empty)).contains("'old' is empty");
        assertThat(root.resolve("src/greeting.txt")).hasContent("Hello\nWorld\nHello again\n");
    }

    @Test
    void preservesCrlfLineEndings() throws IOException {
        Files.writeString(root.resolve("dos.txt"), "one\r\ntwo\r\n");

        fixture.call("edit_file", "path", "dos.txt", "old", "one\ntwo\n", "new", "one\nthree\n");

        assertThat(Files.readString(root.resolve("dos.txt"))).isEqualTo("one\r\nthree\r\n");
    }

    @Test
    void writesAFileAndCreatesItsDirectories() throws IOException {
        assertThat(fixture.resultText("write_file", "path", "docs/new/a.md", "content", "größer 🙂\n"))
                .isEqualTo("wrote docs/new/a.md, 14 bytes");
        assertThat(root.resolve("docs/new/a.md")).hasContent("größer 🙂\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside.txt",
                "/etc/passwd",
                "src/../../outside.txt",
                "link/x.txt",
                ".git/config",
                "src/\u0000"
            })
    void rejectsPathsOutsideTheWorkspace(String path) throws IOException {
        Files.writeString(folder.resolve("outside.txt"), "secret\n");
        Files.createSymbolicLink(root.resolve("link"), folder);

        JsonObject read = fixture.call("read_file", "path", path);
        JsonObject write = fixture.call("write_file", "path", path, "content", "x");

        assertThat(ExecutorFixture.isError(read)).isTrue();
        assertThat(ExecutorFixture.isError(write)).isTrue();
        assertThat(ExecutorFixture.resultText(read)).doesNotContain("secret");
        assertThat(folder.resolve("outside.txt")).hasContent("secret\n");
    }

    @Test
    void explainsWhyAFileCannotBeRead() throws IOException {
        Files.write(root.resolve("logo.png"), new byte[] {(byte) 0x89, 'P', (byte) 0xff, 0});

        assertThat(fixture.resultText("read_file", "path", "src/none.txt")).contains("no file 'src/none.txt'");
        assertThat(fixture.resultText("read_file", "path", "src")).contains("'src' is not a file");
        assertThat(fixture.resultText("read_file", "path", "logo.png")).contains("is not text");
    }

    @Test
    void namesFilesThatAreMeantByAPathThatDoesNotExist() throws IOException {
        for (String directory : List.of("services/pay/src", "ignored")) {
            Files.createDirectories(root.resolve(directory));
            Files.writeString(root.resolve(directory).resolve("greeting.txt"), "Hello\n");
        }
        Files.writeString(root.resolve(".gitignore"), "ignored\n");

        assertThat(fixture.resultText("edit_file", "path", "Greeting.txt", "old", "Hello", "new", "Bye"))
                .isEqualTo("no file 'Greeting.txt'; there is 'src/greeting.txt', 'services/pay/src/greeting.txt';"
                        + " use list_files to see the files");
        assertThat(fixture.resultText("read_file", "path", "pay/src/greeting.txt"))
                .contains("there is 'services/pay/src/greeting.txt', 'src/greeting.txt';");
        assertThat(fixture.resultText("read_file", "path", "none.txt")).contains("no file 'none.txt'; use list_files");
    }

    @Test
    void replacesAllOccurrencesWithReplaceAll() {
        assertThat(fixture.resultText(
                        "edit_file", "path", "src/greeting.txt", "old", "Hello", "new", "Bye", "replace_all", true))
                .startsWith("wrote src/greeting.txt");
        assertThat(root.resolve("src/greeting.txt")).hasContent("Bye\nWorld\nBye again\n");
        assertThat(fixture.resultText(
                        "edit_file", "path", "src/greeting.txt", "old", "Bye", "new", "Bye", "replace_all", true))
                .contains("are the same");
    }

    @Test
    void describesBinaryFiles() throws IOException {
        byte[] png = new byte[33];
        System.arraycopy(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'},
                0,
                png,
                0,
                16);
        png[19] = 16;
        png[23] = 9;
        Files.write(root.resolve("a.png"), png);
        Files.write(root.resolve("b.bin"), new byte[] {'a', 0, 'b'});

        assertThat(fixture.resultText("read_file", "path", "a.png"))
                .isEqualTo("'a.png' is not text: a PNG image of 16 × 9 pixels, 33 bytes; use run_command on it");
        assertThat(fixture.resultText("read_file", "path", "b.bin")).contains("not text: binary, 3 bytes");
    }
}
