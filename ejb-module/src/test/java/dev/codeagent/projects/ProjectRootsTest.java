package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectRootsTest {
    @TempDir
    Path folder;

    private Path data;
    private Path keys;
    private ProjectRoots roots;

    @BeforeEach
    void createDirectories() throws IOException {
        folder = folder.toRealPath();
        data = Files.createDirectories(folder.resolve("server/data"));
        keys = Files.createDirectories(folder.resolve("user/.codeagent"));
        roots = new ProjectRoots(data, Optional.of(keys));
    }

    private void assertRejected(Path directory, String reason) {
        assertThatThrownBy(() -> roots.requireAllowed(directory, directory.toString()))
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> org.assertj.core.api.Assertions.assertThat(e.code())
                                .isEqualTo(ErrorCode.INVALID_VALUE))
                .hasMessageContaining("'" + directory + "' cannot be a project")
                .hasMessageContaining(reason)
                .hasMessageContaining("use the directory of one project");
    }

    private void assertAllowed(Path directory) {
        assertThatCode(() -> roots.requireAllowed(directory, directory.toString()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/etc",
                "/etc/ssl",
                "/proc",
                "/proc/self",
                "/proc/self/root",
                "/dev",
                "/sys",
                "/sys/kernel",
                "/boot",
                "/usr",
                "/usr/bin",
                "/var",
                "/root",
                "/home",
                "/lib",
                "/tmp/../etc",
                "//etc/"
            })
    void rejectsDirectoriesOfTheSystem(String directory) {
        assertRejected(Path.of(directory), "it is a ");
    }

    @Test
    void rejectsAHomeDirectoryButNotAProjectInIt() throws IOException {
        assertRejected(Path.of(System.getProperty("user.home")), "");
        assertRejected(Path.of("/home/somebody"), "it is a home directory");
        assertRejected(Files.createSymbolicLink(folder.resolve("link"), Path.of("/root")), "");
        assertAllowed(Path.of("/home/somebody/project"));
        assertAllowed(Path.of("/usr/src/app"));
        assertAllowed(Path.of("/var/www/site"));
    }

    @Test
    void rejectsTheDirectoriesOfTheServer() throws IOException {
        assertRejected(data, "it is the directory of the server's data");
        assertRejected(data.getParent(), "it contains the server's data, " + data);
        assertRejected(Files.createDirectories(data.resolve("workspaces/run-1/tree")), "it is in the directory of");
        assertRejected(keys, "it is the directory of the server's keys");
        assertRejected(keys.getParent(), "it contains the server's keys");
        assertRejected(Files.createSymbolicLink(folder.resolve("link"), data), "the server's data");
        assertAllowed(Files.createDirectories(data.resolve("demo/run")));
        assertAllowed(Files.createDirectories(folder.resolve("server/project")));
    }

    /** The server in a container sees a mount; its user knows the directory of the host. */
    @Test
    void rejectsADirectoryOfTheHostByItsName() {
        for (String name : new String[] {"/", "/etc", "/home/me", "/root"}) {
            assertThatThrownBy(() -> roots.requireAllowed(folder.resolve("mount"), name))
                    .hasMessageContaining("'" + name + "' cannot be a project");
        }
    }

    @Test
    void rejectsTheInstallationAndWhatIsInItButNotItsParent() throws IOException {
        Path root = Files.createDirectories(folder.resolve("opt/codeagent"));
        Path home = Files.createDirectories(root.resolve("server"));
        Path inside = Files.createDirectories(root.resolve("cli/lib"));
        Path sibling = Files.createDirectories(folder.resolve("opt/codeagent2"));
        Path samples = Files.createDirectories(root.resolve("data/demo/greeter"));
        Path run = Files.createDirectories(root.resolve("data/workspaces"));
        Path link = Files.createSymbolicLink(folder.resolve("link-to-installation"), root);
        roots = new ProjectRoots(root.resolve("data"), Optional.of(keys), Optional.of(ServerInstallation.of(home)));

        assertRejected(home, "it is in the directory of the server's installation, " + root);
        assertRejected(inside, "it is in the directory of the server's installation");
        assertRejected(link.resolve("cli"), "it is in the directory of the server's installation");
        assertRejected(run, "it is in the directory of the server's data");
        assertAllowed(samples);
        assertAllowed(sibling);

        roots = new ProjectRoots(data, Optional.of(keys), Optional.of(ServerInstallation.of(home)));
        assertRejected(root, "it is the directory of the server's installation");
        assertRejected(link, "it is the directory of the server's installation");
        assertAllowed(folder.resolve("opt"));
    }

    @Test
    void rejectsOfACheckoutWhatTheServerReads() throws IOException {
        Path root = Files.createDirectories(folder.resolve("checkout"));
        Files.createFile(root.resolve("pom.xml"));
        Path home = Files.createDirectories(root.resolve("ear/micro/target/server"));
        Path config = Files.createDirectories(root.resolve("config"));
        Path built = Files.createDirectories(root.resolve("bench/target/project"));
        roots = new ProjectRoots(data, Optional.of(keys), Optional.of(ServerInstallation.of(home)));

        assertRejected(root, "it is the directory of the server's installation");
        assertRejected(home, "it is in the directory of the server's installation");
        assertRejected(config, "it is in the directory of the server's installation");
        assertAllowed(built);

        Files.delete(root.resolve("pom.xml"));
        roots = new ProjectRoots(data, Optional.of(keys), Optional.of(ServerInstallation.of(home)));
        assertRejected(built, "it is in the directory of the server's installation");
    }

    @Test
    void takesTheRootOfTheFileSystemForNoInstallation() {
        assertThat(ServerInstallation.of(Path.of("/server")).trees()).containsExactly(Path.of("/server"));
    }
}
