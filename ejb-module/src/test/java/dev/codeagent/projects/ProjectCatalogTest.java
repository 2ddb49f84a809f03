package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.security.Caller;
import dev.codeagent.config.PathMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens projects in a container, where the host's directory {@code /home/me/src} has another path. */
class ProjectCatalogTest {
    private static final String HOST = "/home/me/src";

    @TempDir
    Path folder;

    private Path mount;
    private ProjectCatalog catalog;

    @BeforeEach
    void createMount() throws IOException {
        mount = Files.createDirectories(folder.toRealPath().resolve("workspace"));
        Files.createDirectories(mount.resolve("app"));
        catalog = catalog(PathMapping.parse(HOST + ":" + mount, ""));
    }

    private ProjectCatalog catalog(PathMapping paths) {
        var configuration = new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 0));
        Path data = folder.resolve("data");
        return new ProjectCatalog(
                new InMemoryProjectStore(),
                () -> configuration,
                data,
                paths,
                new ProjectRoots(data, Optional.empty()),
                Clock.systemUTC());
    }

    private Project open(String path) {
        return catalog.open(Caller.LOCAL, path, "");
    }

    @Test
    void storesTheHostPathOfADirectory() {
        Project project = open(HOST + "/app");

        assertThat(project.path()).isEqualTo(HOST + "/app");
        assertThat(project.name()).isEqualTo("app");
        assertThat(open(HOST).name()).isEqualTo("src");
    }

    @Test
    void returnsTheSameProjectForEquivalentPaths() throws IOException {
        Files.createSymbolicLink(mount.resolve("link"), Path.of("app"));
        Project project = open(HOST + "/app");

        assertThat(open(HOST + "/app/")).isEqualTo(project);
        assertThat(open(HOST + "/./x/../app")).isEqualTo(project);
        assertThat(open(HOST + "/link")).isEqualTo(project);
        assertThat(open(mount.resolve("app").toString())).isEqualTo(project);
    }

    @Test
    void rejectsUnmountedAndMissingDirectories() throws IOException {
        Files.createSymbolicLink(mount.resolve("out"), Files.createDirectories(folder.resolve("elsewhere")));

        assertThatThrownBy(() -> open("/home/me/other"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(
                        "'/home/me/other' is not in a directory that is mounted into the server's container");
        assertThatThrownBy(() -> open(HOST + "/none")).hasMessageContaining("'" + HOST + "/none' is not a directory");
        assertThatThrownBy(() -> open(HOST + "/out")).hasMessageContaining("is not in a directory that is mounted");
    }

    @Test
    void createsTheSameIdInAContainerAndOnTheHost() {
        String path = mount.resolve("app").toString();
        ProjectCatalog catalogInContainer = catalog(PathMapping.parse(mount + ":" + mount, ""));

        assertThat(catalogInContainer.open(Caller.LOCAL, path, "").id())
                .isEqualTo(catalog(PathMapping.IDENTITY)
                        .open(Caller.LOCAL, path, "")
                        .id());
    }

    @Test
    void rejectsADirectoryThatContainsMoreThanAProject() throws IOException {
        ProjectCatalog onTheHost = catalog(PathMapping.IDENTITY);
        Files.createDirectories(folder.resolve("data"));

        for (String path : new String[] {
            "/", "/etc", folder.toString(), folder.resolve("data").toString()
        }) {
            assertThatThrownBy(() -> onTheHost.open(Caller.LOCAL, path, ""))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("cannot be a project");
        }
        assertThat(onTheHost.list(Caller.LOCAL)).isEmpty();
    }
}
