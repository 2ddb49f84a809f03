package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.SampleProject;
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
                folder.resolve("demo"),
                Clock.systemUTC());
    }

    private Project open(String path) {
        return catalog.open(Caller.LOCAL, new ProjectDirectory(path), "");
    }

    @Test
    void storesTheHostPathOfADirectory() {
        Project project = open(HOST + "/app");

        assertThat(project.path()).isEqualTo(HOST + "/app");
        assertThat(project.name()).isEqualTo("app");
        assertThat(open(HOST).name()).isEqualTo("src");
    }

    @Test
    void copiesTheSampleWithoutItsBuildOutput() throws IOException {
        Path source = folder.resolve("demo/project");
        Files.createDirectories(source.resolve("src"));
        Files.createDirectories(source.resolve("target"));
        Files.writeString(source.resolve("src/A.java"), "class A {}\n");
        Files.writeString(source.resolve("target/A.class"), "x");
        Files.writeString(folder.resolve("demo/prompt.txt"), "Fix it.\n");
        ProjectCatalog onHost = catalog(PathMapping.IDENTITY);

        SampleProject sample = onHost.createSample(Caller.LOCAL);

        assertThat(sample.prompt()).isEqualTo("Fix it.");
        assertThat(sample.project().name()).isEqualTo("sample");
        Path copy = Path.of(sample.project().path());
        assertThat(copy).startsWith(folder.toRealPath().resolve("data/demo"));
        assertThat(copy.resolve("src/A.java")).hasContent("class A {}\n");
        assertThat(copy.resolve("target")).doesNotExist();
    }

    @Test
    void saysThatTheInstallationHasNoSample() {
        assertThatThrownBy(() -> catalog.createSample(Caller.LOCAL))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("demo is incomplete");
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

        assertThat(catalogInContainer
                        .open(Caller.LOCAL, new ProjectDirectory(path), "")
                        .id())
                .isEqualTo(catalog(PathMapping.IDENTITY)
                        .open(Caller.LOCAL, new ProjectDirectory(path), "")
                        .id());
    }

    @Test
    void rejectsADirectoryThatContainsMoreThanAProject() throws IOException {
        ProjectCatalog onTheHost = catalog(PathMapping.IDENTITY);
        Files.createDirectories(folder.resolve("data"));

        for (String path : new String[] {
            "/", "/etc", folder.toString(), folder.resolve("data").toString()
        }) {
            assertThatThrownBy(() -> onTheHost.open(Caller.LOCAL, new ProjectDirectory(path), ""))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("cannot be a project");
        }
        assertThat(onTheHost.list(Caller.LOCAL)).isEmpty();
    }

    @Test
    void storesOneProjectForARepositoryAndOneForEachChosenPart() throws IOException {
        createRepository(mount.resolve("app"));
        Files.createDirectories(mount.resolve("app/services/pay"));

        Project whole = open(HOST + "/app/services/pay");
        Project part = catalog.open(Caller.LOCAL, new ProjectDirectory(HOST + "/app", "services/pay"), "");

        assertThat(whole).isEqualTo(open(HOST + "/app"));
        assertThat(whole.path()).isEqualTo(HOST + "/app");
        assertThat(whole.subdirectory()).isEmpty();
        assertThat(part.path()).isEqualTo(HOST + "/app");
        assertThat(part.subdirectory()).isEqualTo("services/pay");
        assertThat(part.name()).isEqualTo("pay");
        assertThat(part.id()).isNotEqualTo(whole.id());
        assertThat(catalog.open(Caller.LOCAL, new ProjectDirectory(HOST + "/app/services/pay", "."), ""))
                .isEqualTo(part);
        assertThat(catalog.find(Caller.LOCAL, new ProjectDirectory(HOST + "/app/services")))
                .contains(whole);
        assertThat(catalog.find(Caller.LOCAL, new ProjectDirectory(HOST + "/app/services", ".")))
                .isEmpty();
        assertThat(catalog.list(Caller.LOCAL)).containsExactly(whole, part);
    }

    @Test
    void findsTheProjectOfADirectoryThatWasDeleted() throws IOException {
        Project project = open(HOST + "/app");
        Files.delete(mount.resolve("app"));

        assertThat(catalog.find(Caller.LOCAL, new ProjectDirectory(HOST + "/app")))
                .contains(project);
    }

    @Test
    void storesNothingForABareRepository() throws IOException {
        createRepository(mount.resolve("app"));

        assertThatThrownBy(() -> open(HOST + "/app/.git")).hasMessageContaining("has no files to work on");
        assertThatThrownBy(() -> resolve("", HOST + "/app/.git/refs")).hasMessageContaining("has no files to work on");
        assertThat(catalog.list(Caller.LOCAL)).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void startsNoRunOfAProjectThatIsNowADirectoryOfARepository() throws IOException {
        Files.createDirectories(mount.resolve("app/sub"));
        Project earlier = open(HOST + "/app/sub");
        assertThat(resolve(earlier.id().value(), "")).isEqualTo(earlier.id());
        createRepository(mount.resolve("app"));

        assertThatThrownBy(() -> resolve(earlier.id().value(), ""))
                .hasMessageContaining("is now a directory of the repository " + HOST + "/app:")
                .hasMessageContaining("'path': '" + HOST + "/app'");
        assertThat(catalog.get(Caller.LOCAL, earlier.id())).isEqualTo(earlier);
        Project part = catalog.open(Caller.LOCAL, new ProjectDirectory(HOST + "/app", "sub"), "");
        assertThat(resolve(part.id().value(), "")).isEqualTo(part.id());
        assertThat(resolve("", HOST + "/app/sub")).isEqualTo(open(HOST + "/app").id());
    }

    @Test
    void tellsWhereInTheProjectTheUserIs() throws IOException {
        createRepository(mount.resolve("app"));
        Files.createDirectories(mount.resolve("app/services/pay"));
        Project part = catalog.open(Caller.LOCAL, new ProjectDirectory(HOST + "/app", "services"), "");

        assertThat(folder(part.id().value(), new ProjectDirectory(""))).isEqualTo("services");
        assertThat(folder("", new ProjectDirectory(HOST + "/app/services/pay"))).isEqualTo("services/pay");
        assertThat(folder("", new ProjectDirectory(HOST + "/app/services/pay", ".")))
                .isEqualTo("services/pay");
        assertThat(folder("", new ProjectDirectory(HOST + "/app"))).isEmpty();
    }

    private String folder(String id, ProjectDirectory directory) {
        return catalog.resolve(Caller.LOCAL, "/code", id, directory).folder();
    }

    private ProjectId resolve(String id, String path) {
        return catalog.resolve(Caller.LOCAL, "/code", id, new ProjectDirectory(path))
                .project();
    }

    private static void createRepository(Path directory) {
        new Git(directory.resolve(".git"), directory).run("init", "--quiet", "--template=");
    }
}
