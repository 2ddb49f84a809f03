package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Line ends and encodings of files: the tools change nothing but what the model changes. */
class FileBytesTest {
    private static final Charset CP1252 = Charset.forName("windows-1252");

    @TempDir
    Path folder;

    private ExecutorFixture fixture;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        fixture = ExecutorFixture.create(folder);
        root = fixture.workspace();
    }

    /** The escapes \r, \n and \t in the columns stand for the characters. */
    @ParameterizedTest
    @CsvSource({
        // A line is inserted in a file with CRLF; 'old' has no line end.
        "'class A {\\r\\n\\tint a;\\r\\n\\tint b;\\r\\n}\\r\\n', '\\tint a;', '\\tint a;\\n\\tint c;',"
                + " 'class A {\\r\\n\\tint a;\\r\\n\\tint c;\\r\\n\\tint b;\\r\\n}\\r\\n'",
        "'a\\r\\nb\\r\\n', 'a\\nb', 'a\\nx\\nb', 'a\\r\\nx\\r\\nb\\r\\n'",
        "'a\\r\\nb\\r\\n', 'a\\r\\nb', 'a\\r\\nx\\r\\nb', 'a\\r\\nx\\r\\nb\\r\\n'",
        "'a\\r\\nb\\r\\n', 'a\\r\\n', 'a\\nx\\n', 'a\\r\\nx\\r\\nb\\r\\n'",
        // A file with LF gets no CR from a model that assumes CRLF, but one that is asked for gets it.
        "'a\\nb\\n', 'a\\r\\nb', 'a\\r\\nx\\r\\nb', 'a\\nx\\nb\\n'",
        "'a\\nb\\n', 'a', 'a\\r', 'a\\r\\nb\\n'",
        // CR only, as in files of old systems.
        "'a\\rb\\r', 'a', 'a\\nx', 'a\\rx\\rb\\r'",
        "'a\\rb', 'a\\nb', 'a\\nx\\nb', 'a\\rx\\rb'",
        // Mixed line ends: a new line ends like the one before it, the others stay.
        "'a\\r\\nb\\nc\\r\\n', 'a', 'a\\nx', 'a\\r\\nx\\r\\nb\\nc\\r\\n'",
        "'a\\r\\nb\\nc\\r\\n', 'b', 'b\\nx', 'a\\r\\nb\\nx\\nc\\r\\n'",
        "'a\\r\\nb\\nc\\r\\n', 'b\\nc', 'b\\nx\\ny\\nc', 'a\\r\\nb\\nx\\ny\\nc\\r\\n'",
        "'a\\r\\nb\\nc\\r\\n', 'a\\nb\\nc\\n', 'c\\n', 'c\\r\\n'",
        "'a\\r\\nb\\nc\\n', 'a', 'y\\na', 'y\\r\\na\\r\\nb\\nc\\n'",
        // A last line without an end stays so.
        "'a\\r\\nb', 'b', 'b\\nx', 'a\\r\\nb\\r\\nx'",
        "'a\\nb', 'a', 'x', 'x\\nb'",
        "'a\\r\\r\\nb\\n', 'b', 'x', 'a\\r\\r\\nx\\n'",
    })
    void editsFollowTheLineEndsOfTheFile(String before, String old, String replacement, String after)
            throws IOException {
        Path file = Files.writeString(root.resolve("f.txt"), unescape(before));

        var result = fixture.call("edit_file", "path", "f.txt", "old", unescape(old), "new", unescape(replacement));

        assertThat(Files.readString(file)).as("%s", result).isEqualTo(unescape(after));
    }

    @ParameterizedTest
    @CsvSource({
        "'a\\r\\nb\\r\\n', 'a\\nx\\nb\\n', 'a\\r\\nx\\r\\nb\\r\\n'",
        "'a\\r\\nb\\r\\n', 'a\\r\\nx\\r\\nb\\r\\n', 'a\\r\\nx\\r\\nb\\r\\n'",
        "'a\\rb\\r', 'a\\nx\\n', 'a\\rx\\r'",
        "'a\\r\\nb\\nc\\r\\n}\\n}\\r\\n', 'a\\nx\\nb\\nc\\n}\\ny\\n}\\n', 'a\\r\\nx\\r\\nb\\nc\\r\\n}\\ny\\n}\\r\\n'",
        "'a\\r\\nb', 'a\\nx\\n', 'a\\r\\nx'",
        "'a\\nb', 'a\\nb\\n', 'a\\nb'",
        "'a\\nb\\n', 'x\\r\\ny\\r\\n', 'x\\r\\ny\\r\\n'",
        "'', 'x\\n', 'x\\n'",
    })
    void aReplacedFileKeepsItsLineEnds(String before, String content, String after) throws IOException {
        Path file = Files.writeString(root.resolve("f.txt"), unescape(before));

        fixture.call("write_file", "path", "f.txt", "content", unescape(content));

        assertThat(Files.readString(file)).isEqualTo(unescape(after));
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
    }

    @Test
    void unchangedLinesOfALongFileWithMixedEndsStay() throws IOException {
        var before = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            before.append(i % 7 == 0 ? "}" : "line " + i % 500).append(i % 3 == 0 ? "\r\n" : "\n");
        }
        Path file = Files.writeString(root.resolve("f.txt"), before);
        String text = before.toString().replace("\r\n", "\n");
        String changed = text.replaceFirst("line 20\n", "line 20\nnew\n").replaceFirst("line 400\n", "");

        fixture.call("write_file", "path", "f.txt", "content", changed);

        assertThat(Files.readString(file))
                .isEqualTo(before.toString()
                        .replaceFirst("line 20(\r?\n)", "line 20$1new$1")
                        .replaceFirst("line 400\r?\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE"})
    void editAndWriteKeepTheByteOrderMark(String charset) throws IOException {
        Charset encoding = Charset.forName(charset);
        Path file = Files.write(root.resolve("f.txt"), "\uFEFFgrün\r\nb\r\n".getBytes(encoding));

        assertThat(fixture.resultText("read_file", "path", "f.txt"))
                .startsWith("     1\tgrün\n     2\tb\n")
                .contains("with a byte order mark");
        fixture.call("edit_file", "path", "f.txt", "old", "grün\nb", "new", "grün\n→\nb");
        assertThat(Files.readAllBytes(file)).isEqualTo("\uFEFFgrün\r\n→\r\nb\r\n".getBytes(encoding));
        assertThat(fixture.resultText("search", "pattern", "^→$")).isEqualTo("f.txt:2: →");

        fixture.call("write_file", "path", "f.txt", "content", "\uFEFFneu\n");
        assertThat(Files.readAllBytes(file)).isEqualTo("\uFEFFneu\r\n".getBytes(encoding));
    }

    @Test
    void editsUtf16WithoutAByteOrderMark() throws IOException {
        Path file = Files.write(root.resolve("f.rc"), "IDS_NAME \"grün\"\r\n".getBytes(StandardCharsets.UTF_16LE));

        fixture.call("edit_file", "path", "f.rc", "old", "grün", "new", "blau →");

        assertThat(Files.readAllBytes(file)).isEqualTo("IDS_NAME \"blau →\"\r\n".getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void keepsAllOtherBytesOfASingleByteEncoding() throws IOException {
        Path file = Files.write(root.resolve("Preis.java"), "// grün und schön\nint price = 1;\n".getBytes(CP1252));

        assertThat(fixture.resultText("read_file", "path", "Preis.java")).contains("// grün und schön", "windows-1252");
        assertThat(fixture.resultText("search", "pattern", "price", "path", "Preis.java"))
                .isEqualTo("Preis.java:2: int price = 1;");
        assertThat(fixture.resultText("search", "pattern", "grün")).isEqualTo("Preis.java:1: // grün und schön");
        fixture.call("edit_file", "path", "Preis.java", "old", "price = 1;", "new", "price = 2; // 3 €, für alle");

        assertThat(Files.readAllBytes(file))
                .isEqualTo("// grün und schön\nint price = 2; // 3 €, für alle\n".getBytes(CP1252));
    }

    @Test
    void refusesCharactersThatTheEncodingDoesNotHave() throws IOException {
        byte[] before = "// grün\n".getBytes(CP1252);
        Path file = Files.write(root.resolve("A.java"), before);

        assertThat(fixture.resultText("edit_file", "path", "A.java", "old", "// gr", "new", "// → gr"))
                .contains("'new' contains '→' (U+2192), which does not exist in windows-1252", "A.java", "iconv");
        assertThat(fixture.resultText("write_file", "path", "A.java", "content", "ü 🙂\n"))
                .contains("'content' contains '🙂' (U+1F642)");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    /** Bytes without a character in windows-1252, and a text in another single-byte encoding. */
    @Test
    void keepsBytesThatHaveNoCharacter() throws IOException {
        byte[] before = {'a', (byte) 0x81, (byte) 0x9d, '\n', (byte) 0xcf, (byte) 0xf0, '\n', 'b', '\n'};
        Path file = Files.write(root.resolve("f.txt"), before);

        fixture.call("edit_file", "path", "f.txt", "old", "b", "new", "c");

        byte[] after = before.clone();
        after[7] = 'c';
        assertThat(Files.readAllBytes(file)).isEqualTo(after);
    }

    @Test
    void newFilesFollowGitAttributesAndEditorConfig() throws IOException {
        Files.createDirectories(root.resolve("win/deep"));
        Files.writeString(root.resolve(".gitattributes"), "* text=auto\n*.bat text eol=crlf\n/win/*.sh eol=lf\n");
        Files.writeString(
                root.resolve(".editorconfig"),
                "root = true\n[*]\nend_of_line = lf\n[*.{cs,vb}]\nend_of_line = CRLF\ncharset = utf-8-bom\n"
                        + "[legacy/**]\ncharset = latin1\n");
        Files.writeString(root.resolve("win/.editorconfig"), "[*]\nend_of_line = crlf\n");

        for (String name : List.of("a.bat", "b.cs", "legacy/c.txt", "win/deep/d.txt", "win/e.sh", "f.txt")) {
            fixture.call("write_file", "path", name, "content", "ü\nx\n");
        }

        assertThat(root.resolve("a.bat")).hasBinaryContent("ü\r\nx\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(root.resolve("b.cs")).hasBinaryContent("\uFEFFü\r\nx\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(root.resolve("legacy/c.txt")).hasBinaryContent("ü\nx\n".getBytes(CP1252));
        assertThat(root.resolve("win/deep/d.txt")).hasBinaryContent("ü\r\nx\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(root.resolve("win/e.sh")).hasBinaryContent("ü\nx\n".getBytes(StandardCharsets.UTF_8));
        assertThat(root.resolve("f.txt")).hasBinaryContent("ü\nx\n".getBytes(StandardCharsets.UTF_8));
    }

    /** A file that says that it is the root ends the search for others above it. */
    @Test
    void theSettingsOfAnEditorEndAtTheirRoot() throws IOException {
        Files.createDirectories(root.resolve("own"));
        Files.writeString(root.resolve(".editorconfig"), "[*]\nend_of_line = crlf\ncharset = utf-8-bom\n");
        Files.writeString(root.resolve("own/.editorconfig"), "root = true\n[*.md]\nroot = false\n");

        fixture.call("write_file", "path", "own/a.md", "content", "x\n");
        fixture.call("write_file", "path", "b.md", "content", "x\n");

        assertThat(root.resolve("own/a.md")).hasBinaryContent("x\n".getBytes(StandardCharsets.UTF_8));
        assertThat(root.resolve("b.md")).hasBinaryContent("\uFEFFx\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void searchNamesTheFilesThatItSkips() throws IOException {
        Files.write(root.resolve("a.bin"), "needle\0\n".getBytes(StandardCharsets.UTF_8));
        Files.write(root.resolve("big.log"), new byte[(8 << 20) + 1]);
        Files.writeString(root.resolve("c.txt"), "needle\n");

        assertThat(fixture.resultText("search", "pattern", "needle"))
                .isEqualTo("c.txt:1: needle\n(not searched: big.log (8388609 bytes, more than 8388608),"
                        + " a.bin (binary); use run_command with grep -a)");
        assertThat(fixture.resultText("search", "pattern", "needle", "path", "a.bin"))
                .isEqualTo("no match\n(not searched: a.bin (binary); use run_command with grep -a)");
    }

    @Test
    void linesOfAFileWithCrAloneHaveNumbers() throws IOException {
        Files.writeString(root.resolve("f.txt"), "one\rtwo\rthree");

        assertThat(fixture.resultText("read_file", "path", "f.txt", "offset", 2))
                .isEqualTo("     2\ttwo\n     3\tthree\n");
        assertThat(fixture.resultText("search", "pattern", "^t")).isEqualTo("f.txt:2: two\nf.txt:3: three");
    }
}
