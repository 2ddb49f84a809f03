package dev.codeagent.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    @TempDir
    Path folder;

    private Path project;
    private Path home;

    @BeforeEach
    void makeFolders() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
        home = Files.createDirectories(folder.resolve("home/.codeagent")).getParent();
    }

    @Test
    void readsEveryKeyFromJson() throws IOException {
        write(project.resolve(".codeagent.json"), """
                {"project": "lib", "provider": "ollama/qwen", "server": "http://127.0.0.1:9000", "data": "../data",
                 "port": 9000, "json": true}""");

        SettingsFile settings = find();

        assertThat(settings.values())
                .isEqualTo(Map.of(
                        "project", project.resolve("lib").toString(),
                        "provider", "ollama/qwen",
                        "server", "http://127.0.0.1:9000",
                        "data", folder.resolve("data").toString(),
                        "port", "9000",
                        "json", "true"));
    }

    @Test
    void readsYamlToo() throws IOException {
        write(project.resolve(".codeagent.yml"), "provider: ollama\nport: 9001\n");

        assertThat(find().values()).isEqualTo(Map.of("provider", "ollama", "port", "9001"));
    }

    @Test
    void searchesUpToTheRootOfTheRepository() throws IOException {
        Path deep = Files.createDirectories(project.resolve("services/pay"));
        write(folder.resolve(".codeagent.json"), "{\"provider\": \"outside\"}");
        write(project.resolve(".codeagent.json"), "{\"provider\": \"root\"}");
        assertThat(findIn(deep)).as("without a repository").isEmpty();

        // A linked working tree has a file there.
        write(project.resolve(".git"), "gitdir: elsewhere");
        assertThat(findIn(deep)).containsEntry("provider", "root");
        assertThat(findIn(Files.createSymbolicLink(folder.resolve("link"), deep)))
                .containsEntry("provider", "root");

        write(project.resolve("services/.codeagent.yml"), "provider: nearest");
        assertThat(findIn(deep)).containsEntry("provider", "nearest");
        assertThat(findIn(Files.createDirectories(folder.resolve("none")))).isEmpty();
    }

    private Map<String, String> findIn(Path directory) {
        return SettingsFile.find(Optional.empty(), directory, home).values();
    }

    @Test
    void prefersTheProjectsFileToTheUsersOwn() throws IOException {
        write(home.resolve(".codeagent/settings.yaml"), "provider: mine");
        write(project.resolve(".codeagent.yaml"), "provider: ours");

        assertThat(find().values()).containsEntry("provider", "ours");
    }

    @Test
    void fallsBackToTheUsersOwnFile() throws IOException {
        write(home.resolve(".codeagent/settings.json"), "{\"provider\": \"mine\"}");

        assertThat(find().values()).containsEntry("provider", "mine");
    }

    @Test
    void isEmptyWithoutAFile() {
        assertThat(find()).isEqualTo(new SettingsFile(Optional.empty(), Map.of()));
    }

    @Test
    void rejectsAnUnknownKeyAndSuggestsASimilarOne() throws IOException {
        write(project.resolve(".codeagent.json"), "{\"providr\": \"x\"}");

        assertThatThrownBy(this::find)
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("'providr' (did you mean 'provider'?)");
    }

    @Test
    void rejectsJsonThatIsNotAnObject() throws IOException {
        write(project.resolve(".codeagent.json"), "[1, 2]");

        assertThatThrownBy(this::find).isInstanceOf(CliException.class).hasMessageContaining("must be an object");
    }

    @Test
    void rejectsAMalformedFile() throws IOException {
        write(project.resolve(".codeagent.json"), "{\"port\": ");

        assertThatThrownBy(this::find)
                .isInstanceOf(CliException.class)
                .hasMessageContaining(".codeagent.json: invalid JSON or YAML");
    }

    @Test
    void rejectsAListAsAValue() throws IOException {
        write(project.resolve(".codeagent.yaml"), "provider: [a, b]");

        assertThatThrownBy(this::find)
                .isInstanceOf(CliException.class)
                .hasMessageContaining("'provider' must be a single");
    }

    @Test
    void rejectsAMissingFile() {
        var named = Optional.of(folder.resolve("none.json"));

        assertThatThrownBy(() -> SettingsFile.find(named, project, home))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("none.json");
    }

    private SettingsFile find() {
        return SettingsFile.find(Optional.empty(), project, home);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
