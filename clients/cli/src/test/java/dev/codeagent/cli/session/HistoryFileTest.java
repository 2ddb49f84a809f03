package dev.codeagent.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers add openai --key sk-1",
                "/providers add openai --key=sk-1",
                "providers add x\n--key\tsk-1",
                " a secret line",
                "  "
            })
    void keepsNoKey(String line) {
        assertThat(HistoryFile.keeps(line)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"providers add openai --key-env OPENAI_API_KEY", "rename --keys to keys", "fix it"})
    void keepsOtherLines(String line) {
        assertThat(HistoryFile.keeps(line)).isTrue();
    }

    @Test
    void isInTheDirectoryForState() {
        assertThat(HistoryFile.location(Map.of("XDG_STATE_HOME", folder.toString()), Path.of("home")))
                .isEqualTo(folder.resolve("codeagent").resolve("history"));
        assertThat(HistoryFile.location(Map.of("XDG_STATE_HOME", "relative"), folder))
                .isEqualTo(folder.resolve(".codeagent").resolve("history"));
    }

    @Test
    void keepsTheFileThatIsThere() throws Exception {
        Path file = HistoryFile.prepare(folder.resolve("a").resolve("history"));
        Files.writeString(file, "1:/help\n");

        assertThat(HistoryFile.prepare(file)).hasContent("1:/help\n");
    }

    @Test
    void isClosedForOtherUsers() throws Exception {
        Path file = HistoryFile.prepare(folder.resolve("history"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

        HistoryFile.prepare(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
