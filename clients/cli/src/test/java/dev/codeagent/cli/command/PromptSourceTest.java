package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.settings.ArgumentParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptSourceTest {
    @TempDir
    Path folder;

    @Test
    void readsStandardInputForADash() {
        assertThat(read(pipe("please fix\n"), "/code", "-")).isEqualTo("please fix");
        assertThat(read(pipe("a\r\n\r\nb\n"), "/code", "explain", "this:", "-"))
                .isEqualTo("explain this:\n\na\r\n\r\nb");
    }

    @Test
    void readsAPipeIfNothingElseNamesAText() {
        assertThat(read(pipe("please fix\n"), "/code")).isEqualTo("please fix");
    }

    /** Programs leave their standard input open to those that they start; such a command must not wait for it. */
    @Test
    void readsNoPipeIfTheWordsAreTheText() {
        assertThat(read(failing(), "/code", "a", "-", "b")).isEqualTo("a - b");
    }

    @Test
    void asksNoPersonForAText() {
        var terminal = new PromptSource(failing(), true);

        assertThat(terminal.read(ArgumentParser.parse("v", "/code"))).isEmpty();
    }

    @Test
    void readsAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("prompt.md"), "\ufeff# größer 🙂\n\n- fix it\n");

        assertThat(read(failing(), "/code", "--prompt-file", file.toString())).isEqualTo("# größer 🙂\n\n- fix it");
        assertThat(read(failing(), "/code", "Do", "this:", "--prompt-file", file.toString()))
                .startsWith("Do this:\n\n# größer");
        assertThat(read(pipe("from a pipe"), "/code", "--prompt-file", "-")).isEqualTo("from a pipe");
    }

    @Test
    void readsTheEncodingOfWindows() throws Exception {
        byte[] utf16 = "\ufeffgrößer\r\n".getBytes(StandardCharsets.UTF_16LE);
        Path file = Files.write(folder.resolve("windows.txt"), utf16);

        assertThat(read(failing(), "/code", "--prompt-file", file.toString())).isEqualTo("größer");
    }

    @Test
    void refusesAnEmptyText() {
        assertRefused("standard input is empty", pipe(" \n\n"), "/code", "-");
        assertRefused("standard input is empty", pipe(""), "/code");
    }

    @Test
    void refusesBytesThatAreNoTextAndNamesThePlace() {
        assertRefused(
                "standard input is not UTF-8 at byte 3",
                new ByteArrayInputStream("gr\u00f6\u00dfer".getBytes(StandardCharsets.ISO_8859_1)),
                "/code",
                "b\u00f6se",
                "-");
        assertRefused("zero byte", pipe("a\0b"), "/code", "-");
    }

    @Test
    void namesTheLimit() {
        assertThat(read(pipe("a".repeat(PromptSource.MAX_CHARS)), "/code", "-")).hasSize(PromptSource.MAX_CHARS);
        assertRefused("200,001 characters; the server takes at most 200,000", pipe("a".repeat(200_001)), "/code", "-");
    }

    /** A program that never stops writing, such as {@code yes}. */
    @Test
    void readsNoInputWithoutEnd() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'y';
            }
        };

        assertRefused("more than 200,000 characters", endless, "/code", "-");
    }

    @Test
    void namesAFileThatCannotBeRead() {
        assertRefused(
                "cannot read",
                failing(),
                "/code",
                "--prompt-file",
                folder.resolve("none").toString());
        assertRefused("cannot read", failing(), "/code", "--prompt-file", folder.toString());
    }

    private static void assertRefused(String message, InputStream input, String... arguments) {
        assertThatThrownBy(() -> read(input, arguments))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(message);
    }

    private static String read(InputStream input, String... arguments) {
        return new PromptSource(input, false).read(ArgumentParser.parse("v", arguments));
    }

    private static InputStream pipe(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Standard input that must not be read. */
    private static InputStream failing() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("was read");
            }
        };
    }
}
