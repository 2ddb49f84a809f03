package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DesktopBrowserTest {
    private static final String ADDRESS = "http://127.0.0.1:8080/#code=dGhlIGNvZGU&x=\"<b>";

    @TempDir
    Path folder;

    private SearchPath programs;

    @BeforeEach
    void installPrograms() throws Exception {
        for (String program : List.of("xdg-open", "open", "rundll32")) {
            Path file = folder.resolve(program);
            Files.writeString(file, "#!/bin/sh\nprintf '%s\\n' \"$@\" > '" + folder.resolve("arguments") + "'\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
        programs = SearchPath.of(
                FileSystems.getDefault(), Map.of("PATH", folder.toString()), File.pathSeparator.equals(";"));
    }

    @Test
    void isThatOfTheDesktop() {
        assertThat(DesktopBrowser.find("Linux", Map.of("DISPLAY", ":0"), programs))
                .isPresent();
        assertThat(DesktopBrowser.find("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0"), programs))
                .isPresent();
        assertThat(DesktopBrowser.find("Mac OS X", Map.of(), programs)).isPresent();
        assertThat(DesktopBrowser.find("Windows 11", Map.of(), programs)
                        .orElseThrow()
                        .command())
                .endsWith("url.dll,FileProtocolHandler");
    }

    @Test
    void isAbsentWithoutADesktop() {
        assertThat(DesktopBrowser.find("Linux", Map.of(), programs)).isEmpty();
        assertThat(DesktopBrowser.find("Linux", Map.of("DISPLAY", " "), programs))
                .isEmpty();
        assertThat(DesktopBrowser.find("Linux", Map.of("DISPLAY", ":0", "CI", "true"), programs))
                .isEmpty();
        assertThat(DesktopBrowser.find(
                        "Linux", Map.of("DISPLAY", ":10", "SSH_CONNECTION", "192.0.2.1 5 192.0.2.2 22"), programs))
                .isEmpty();
        assertThat(DesktopBrowser.find("Linux", Map.of("DISPLAY", ":0"), new SearchPath(List.of(), List.of(""))))
                .isEmpty();
    }

    @Test
    @Timeout(60)
    void opensAFileOfTheUserThatLeadsToTheAddress() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        DesktopBrowser browser =
                DesktopBrowser.find("Linux", Map.of("DISPLAY", ":0"), programs).orElseThrow();

        Path arguments = folder.resolve("arguments");
        assertThat(new ProcessBuilder("mkfifo", arguments.toString()).start().waitFor())
                .isZero();

        for (int i = 0; i < 2; i++) {
            assertThat(browser.open(data, ADDRESS)).isTrue();
            assertThat(Files.readString(arguments)).isEqualTo(data.resolve("browser.html") + "\n");
        }
        assertThat(Files.readString(data.resolve("browser.html")))
                .contains("content=\"0; url=http://127.0.0.1:8080/#code=dGhlIGNvZGU&amp;x=&quot;&lt;b>\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("browser.html"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void reportsAProgramThatCannotBeStarted() {
        var browser = new DesktopBrowser(List.of(folder.resolve("missing").toString()));

        assertThat(browser.open(folder, ADDRESS)).isFalse();
    }
}
