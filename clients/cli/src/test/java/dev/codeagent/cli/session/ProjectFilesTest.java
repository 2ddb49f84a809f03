package dev.codeagent.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(folder.resolve("src").resolve("größer.txt"), "a");
        Files.writeString(folder.resolve("secret.env"), "a");
        Files.writeString(folder.resolve(".gitignore"), "*.env\n");
    }

    @Test
    void listsTheFilesThatGitDoesNotIgnore() throws Exception {
        git("init", "-q");

        assertThat(new ProjectFiles(folder).list()).containsExactlyInAnyOrder(".gitignore", "src/größer.txt");
    }

    @Test
    void offersNoNameThatControlsTheTerminal() throws Exception {
        git("init", "-q");
        Files.writeString(folder.resolve("a\u001b[2J.txt"), "a");

        assertThat(new ProjectFiles(folder).list()).containsExactlyInAnyOrder(".gitignore", "src/größer.txt");
    }

    @Test
    void listsADirectoryWithoutGit() {
        // A folder above may be a repository, which would decide about ignored files.
        assertThat(new ProjectFiles(folder).list()).contains("src/größer.txt");
    }

    @Test
    void startsNoProgramOfTheRepository() throws Exception {
        git("init", "-q");
        Path trace = folder.resolve("started");
        Path program = folder.resolve("monitor.sh");
        Files.writeString(program, "#!/usr/bin/env sh\ntouch '" + trace + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        git("config", "core.fsmonitor", program.toString());
        git("config", "core.hooksPath", folder.toString());

        assertThat(new ProjectFiles(folder).list()).contains("src/größer.txt");

        assertThat(trace).doesNotExist();
    }

    @Test
    void knowsFilesByTheirPath() {
        var files = new ProjectFiles(folder);

        assertThat(files.contains("src/größer.txt")).isTrue();
        assertThat(files.contains("none.txt")).isFalse();
        assertThat(files.contains("/")).isFalse();
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
