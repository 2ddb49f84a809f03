package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchPathTest {
    private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
    private final FileSystem unix = Jimfs.newFileSystem(Configuration.unix());

    @Test
    void findsAWindowsProgramByThePathextExtensions() throws IOException {
        Path maven = file(windows, "C:\\maven\\bin\\mvn.cmd");
        file(windows, "C:\\maven\\bin\\mvn");
        var environment = Map.of("Path", "C:\\git;\"C:\\maven\\bin\"", "PATHEXT", ".COM;.EXE;.BAT;.CMD");

        SearchPath programs = SearchPath.of(windows, environment, true);

        assertThat(programs.find("mvn")).contains(maven);
        assertThat(programs.find("git")).isEmpty();
    }

    @Test
    void usesTheDefaultWindowsExtensionsWithoutPathext() throws IOException {
        Path git = file(windows, "C:\\git\\git.exe");

        assertThat(SearchPath.of(windows, Map.of("PATH", "C:\\git"), true).find("git"))
                .contains(git);
    }

    @Test
    void skipsInvalidPaths() throws IOException {
        Path git = file(windows, "C:\\git\\git.exe");

        assertThat(SearchPath.of(windows, Map.of("PATH", "%no<path>%;;C:\\git"), true)
                        .find("git"))
                .contains(git);
    }

    @Test
    void returnsTheFirstMatchOnUnix() throws IOException {
        Path first = file(unix, "/opt/bin/git");
        file(unix, "/usr/bin/git");

        assertThat(SearchPath.of(unix, Map.of("PATH", "/opt/bin:/usr/bin", "Path", "/none"), false)
                        .find("git"))
                .contains(first);
    }

    @Test
    void ignoresFolders() throws IOException {
        Files.createDirectories(unix.getPath("/opt/bin/git"));

        assertThat(SearchPath.of(unix, Map.of("PATH", "/opt/bin"), false).find("git"))
                .isEmpty();
    }

    @Test
    void usesJavawOnWindows() throws IOException {
        Path javaw = file(windows, "C:\\jdk\\bin\\javaw.exe");
        file(windows, "C:\\jdk\\bin\\java.exe");

        assertThat(DetachedCommand.javaCommand(windows.getPath("C:\\jdk"), emptySearchPath()))
                .containsExactly(javaw.toString());
        assertThat(Installation.javaExecutable(windows.getPath("C:\\jdk")))
                .isEqualTo(windows.getPath("C:\\jdk\\bin\\java.exe"));
    }

    @Test
    void startsANewSessionWithSetsidOrPerlOnUnix() throws IOException {
        Path java = file(unix, "/jdk/bin/java");
        Path home = unix.getPath("/jdk");
        assertThat(DetachedCommand.javaCommand(home, emptySearchPath())).containsExactly(java.toString());

        Path perl = file(unix, "/usr/bin/perl");
        var programs = SearchPath.of(unix, Map.of("PATH", "/usr/bin"), false);
        assertThat(DetachedCommand.javaCommand(home, programs))
                .startsWith(perl.toString())
                .endsWith("--", java.toString());

        Path setsid = file(unix, "/usr/bin/setsid");
        assertThat(DetachedCommand.javaCommand(home, programs)).containsExactly(setsid.toString(), java.toString());
    }

    private static SearchPath emptySearchPath() {
        return new SearchPath(List.of(), List.of(""));
    }

    private static Path file(FileSystem files, String name) throws IOException {
        Path file = files.getPath(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "program");
    }
}
