package dev.codeagent.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserPathResolverTest {
    private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
    private final FileSystem unix = Jimfs.newFileSystem(Configuration.unix());

    @ParameterizedTest
    @CsvSource({
        "lib, C:\\work\\lib",
        "..\\data, C:\\data",
        "../data, C:\\data",
        "D:\\data, D:\\data",
        "~, C:\\Users\\me",
        "~\\data, C:\\Users\\me\\data",
        "~/data, C:\\Users\\me\\data",
        "~me, C:\\work\\~me"
    })
    void resolvesWindowsPaths(String text, String path) throws IOException {
        var paths = new UserPathResolver(windows.getPath("C:\\work"), windows.getPath("C:\\Users\\me"));

        assertThat(paths.resolve("--data", text)).hasToString(path);
    }

    @ParameterizedTest
    @CsvSource({"lib, /work/lib", "../data, /data", "~, /home/me", "~/data, /home/me/data", "~\\data, /work/~\\data"})
    void resolvesUnixPaths(String text, String path) {
        var paths = new UserPathResolver(unix.getPath("/work"), unix.getPath("/home/me"));

        assertThat(paths.resolve("--data", text)).hasToString(path);
    }

    @Test
    void rejectsAnInvalidPath() {
        var paths = new UserPathResolver(windows.getPath("C:\\work"), windows.getPath("C:\\Users\\me"));

        assertThatThrownBy(() -> paths.resolve("--data", "what?"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--data: 'what?' is not a path");
    }

    @Test
    void resolvesPathsInAWindowsSettingsFile() throws IOException {
        Path work = Files.createDirectories(windows.getPath("C:\\work"));
        Path home = Files.createDirectories(windows.getPath("C:\\Users\\me"));
        Path settings = Files.createDirectories(home.resolve(".codeagent")).resolve("settings.json");
        Files.writeString(settings, "{\"project\": \"lib\", \"data\": \"~\\\\agents\"}");

        GlobalOptions options = GlobalOptions.of(Map.of(), work, work.resolve("data"), home);

        assertThat(options.project()).hasToString("C:\\Users\\me\\.codeagent\\lib");
        assertThat(options.data()).hasToString("C:\\Users\\me\\agents");
    }
}
