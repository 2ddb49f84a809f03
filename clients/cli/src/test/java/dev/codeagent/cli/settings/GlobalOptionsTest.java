package dev.codeagent.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalOptionsTest {
    @TempDir
    Path folder;

    @Test
    void usesTheWorkingDirectoryByDefault() {
        GlobalOptions options = options(Map.of());

        assertThat(options.project()).isEqualTo(folder);
        assertThat(options.data()).isEqualTo(Path.of("/default/data"));
        assertThat(options.projectGiven() || options.dataGiven() || options.json())
                .isFalse();
        assertThat(options.provider()).isEmpty();
        assertThat(options.server()).isEmpty();
        assertThat(options.port()).isEmpty();
    }

    @Test
    void prefersTheCommandLineOverTheSettingsFile() throws IOException {
        Files.writeString(folder.resolve(".codeagent.yaml"), "provider: filed\njson: true\n");

        GlobalOptions options = options(Map.of("provider", "typed"));

        assertThat(options.provider()).contains("typed");
        assertThat(options.json()).isTrue();
        assertThat(options.settingsFile()).contains(folder.resolve(".codeagent.yaml"));
    }

    @Test
    void readsTheSettingsOfTheNamedProject() throws IOException {
        Files.createDirectories(folder.resolve("other"));
        Files.writeString(folder.resolve("other/.codeagent.json"), "{\"provider\": \"filed\"}");

        assertThat(options(Map.of("project", "other")).provider()).contains("filed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "port", "project", "upload"})
    void refusesASettingsFileOfAProjectThatSaysWhereTheServerIs(String key) throws IOException {
        Files.writeString(folder.resolve(".codeagent.json"), "{\"" + key + "\": \"1\"}");

        assertThatThrownBy(() -> options(Map.of()))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("a file in a project may not set '" + key + "'")
                .hasMessageContaining(folder.resolve(".codeagent.json").toString());
    }

    @Test
    void doesNotTrustARepositoryBelowTheUsersSettings() throws IOException {
        Path repository = Files.createDirectories(folder.resolve("home/.codeagent/repository"));
        Path file = repository.resolve(".codeagent.json");
        Map<String, String> given = Map.of("project", repository.toString());

        Files.writeString(file, "{\"server\": \"http://127.0.0.1:1\"}");
        assertThat(options(given).serverNamedByProject()).isTrue();

        Files.writeString(file, "{\"data\": \"d\"}");
        assertThatThrownBy(() -> options(given)).hasMessageContaining("may not set 'data'");
    }

    @Test
    void acceptsTheDataDirectoryInTheUsersOwnFile() throws IOException {
        Files.createDirectories(folder.resolve("home/.codeagent"));
        Files.writeString(folder.resolve("home/.codeagent/settings.json"), "{\"data\": \"/d\"}");

        assertThat(options(Map.of()).data()).isEqualTo(Path.of("/d"));
    }

    @Test
    void removesTheTrailingSlashOfAnAddress() {
        assertThat(options(Map.of("server", "http://localhost:1/")).server())
                .contains(URI.create("http://localhost:1"));
    }

    @ParameterizedTest
    @CsvSource({"port, many", "port, 70000", "server, localhost:8080", "server, ftp://x", "json, maybe", "upload, maybe"
    })
    void rejectsAnInvalidValue(String key, String value) {
        assertThatThrownBy(() -> options(Map.of(key, value)))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("'" + value + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "https://agents.example.org, auto, true",
        "http://10.0.0.7:8080, auto, true",
        "http://127.0.0.1:8080, auto, false",
        "http://127.1.2.3, auto, false",
        "http://localhost:8080, auto, false",
        "http://[::1]:8080, auto, false",
        "http://127.0.0.1.example.org, auto, true",
        "http://localhost.example.org, auto, true",
        "http://127.0.0.1:8080, always, true",
        "https://agents.example.org, never, false"
    })
    void uploadsToServersOfOtherMachines(String server, String upload, boolean uploaded) {
        assertThat(options(Map.of("server", server, "upload", upload)).isUploaded())
                .isEqualTo(uploaded);
    }

    @Test
    void uploadsNothingWithoutTheAddressOfAServer() {
        assertThat(options(Map.of()).isUploaded()).isFalse();
        assertThatThrownBy(() -> options(Map.of("upload", "always"))).hasMessageContaining("--server");
    }

    private GlobalOptions options(Map<String, String> given) {
        return GlobalOptions.of(given, folder, Path.of("/default/data"), folder.resolve("home"));
    }
}
