package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    private Path home;
    private Path server;

    @BeforeEach
    void makeInstallation() throws IOException {
        home = folder.resolve("home");
        server = folder.resolve("data/server");
        Files.createDirectories(folder.resolve("data"));
        write(home.resolve("payara/config/keyfile"));
        write(home.resolve("payara/domain.xml"));
        write(home.resolve("payara/install/a.txt"));
        write(home.resolve("lib/own.jar"));
    }

    @Test
    void deletesEverythingThatIsNotOfTheInstallation() throws IOException {
        List<Path> foreign = List.of(
                server.resolve("lib/classes/Foreign.class"),
                server.resolve("lib/foreign.jar"),
                server.resolve("lib/databases/embedded_default.mv.db"),
                server.resolve("docroot/index.html"),
                server.resolve("autodeploy/foreign.war"),
                server.resolve("config/foreign.properties"));
        for (Path file : foreign) {
            write(file);
        }

        prepare();

        assertThat(foreign).allSatisfy(file -> assertThat(file).doesNotExist());
        assertInstalled();
    }

    @Test
    void deletesLinksButNotWhatTheyLeadTo() throws IOException {
        Path kept = write(folder.resolve("elsewhere/kept.txt"));
        Files.createDirectories(server);
        Files.createSymbolicLink(server.resolve("lib"), kept.getParent());

        prepare();

        assertThat(kept).exists();
        assertThat(server.resolve("lib").toRealPath())
                .isEqualTo(server.toRealPath().resolve("lib"));
        assertInstalled();
    }

    @Test
    void replacesALinkInPlaceOfTheDirectory() throws IOException {
        Path kept = write(folder.resolve("elsewhere/lib/kept.jar"));
        Files.createSymbolicLink(server, folder.resolve("elsewhere"));

        prepare();

        assertThat(kept).exists();
        assertThat(folder.resolve("elsewhere/domain.xml")).doesNotExist();
        assertThat(Files.isDirectory(server, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertInstalled();
    }

    @Test
    void replacesADanglingLink() throws IOException {
        Files.createSymbolicLink(server, folder.resolve("missing"));

        prepare();

        assertThat(folder.resolve("missing")).doesNotExist();
        assertInstalled();
    }

    @Test
    void locksNoFileThroughALink() throws IOException {
        Path kept = folder.resolve("kept");
        Files.createSymbolicLink(folder.resolve("data/server.lock"), kept);

        assertThatThrownBy(this::prepare).hasMessageContaining("cannot lock");
        assertThat(kept).doesNotExist();
    }

    @Test
    void publishesItsAddressThroughNoLink() throws IOException {
        Path kept = write(folder.resolve("kept"));
        Files.createSymbolicLink(folder.resolve("data/server.json.new"), kept);
        Files.createSymbolicLink(folder.resolve("data/server.json"), kept);
        DataDirectory directory = DataDirectory.open(folder.resolve("data"), home);
        try (var lock = directory.lock()) {
            Path file = folder.resolve("data/server.json");
            String pid = "{\"pid\":" + ProcessHandle.current().pid();
            assertThat(file).hasContent(pid + "}");

            directory.publishAddress("127.0.0.1", 8123);

            assertThat(file).hasContent(pid + ",\"host\":\"127.0.0.1\",\"port\":8123}");
            assertThat(kept).hasContent("text");
            assertThat(lock.isOpen()).isTrue();
        }
    }

    private void prepare() throws IOException {
        DataDirectory directory = DataDirectory.open(folder.resolve("data"), home);
        try (var lock = directory.lock()) {
            directory.prepareServerDirectory();
            assertThat(lock.isOpen()).isTrue();
        }
    }

    private void assertInstalled() {
        assertThat(List.of("config/keyfile", "domain.xml", "docroot", "lib/install/a.txt", "lib/own.jar"))
                .allSatisfy(file -> assertThat(server.resolve(file)).exists());
    }

    private static Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "text");
    }
}
