package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitConfigReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsAFileAgainAfterAChange() throws Exception {
        Path file = folder.resolve("config");
        Path scratch = folder.resolve("scratch");
        Files.writeString(file, "[core]\n\teol = lf\n");
        assertThat(GitConfigReader.read(file, scratch)).containsEntry("core.eol", "lf");
        Files.writeString(file, "[core]\n\teol = crlf\n[include]\n\tpath = other\n");

        assertThat(GitConfigReader.read(file, scratch)).containsEntry("core.eol", "crlf");
        assertThat(GitConfigReader.read(folder.resolve("absent"), scratch)).isEmpty();
        Files.writeString(file, "[core\n");
        assertThatThrownBy(() -> GitConfigReader.read(file, scratch))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("cannot be parsed");
    }

    @Test
    void readsTheFilesOfTheUserAgainAfterAChange() throws Exception {
        Path file = folder.resolve("user");
        Files.writeString(file, "[core]\n\teol = lf\n");
        String home = folder.toString();
        assertThat(GitConfigReader.readUser(home, file)).containsEntry("core.eol", "lf");
        Path included = folder.resolve("included");
        Files.writeString(file, "[core]\n\teol = crlf\n[include]\n\tpath = " + included + "\n");
        assertThat(GitConfigReader.readUser(home, file)).containsEntry("core.eol", "crlf");
        assertThat(GitConfigReader.readUser(home, folder.resolve("other"))).doesNotContainKey("core.eol");

        Files.writeString(included, "[core]\n\tautocrlf = input\n");
        Thread.sleep(1_100);

        assertThat(GitConfigReader.readUser(home, file)).containsEntry("core.autocrlf", "input");
    }
}
