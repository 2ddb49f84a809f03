package dev.codeagent.projects;

import static dev.codeagent.projects.RealGit.git;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ProjectDirectories.Location;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which project a directory belongs to, with repositories that git made. */
@Execution(ExecutionMode.CONCURRENT)
class ProjectDirectoriesTest extends ProjectDirectoriesFixture {
    @ParameterizedTest
    @ValueSource(strings = {"", "services", "services/pay", "services/pay/node_modules/x", "build"})
    void usesTheRepositoryOfEverySubdirectory(String subdirectory) {
        assertThat(locate("repository/" + subdirectory, "")).isEqualTo(new Location(repository, ""));
    }

    @Test
    void keepsTheIgnoreRulesAboveASubdirectory() {
        Path tree = workspace(locate("repository/services/pay", "")).directory();

        assertThat(tree.resolve("services/pay/greet.txt")).hasContent("hello\n");
        assertThat(tree.resolve("services/pay/.env")).doesNotExist();
        assertThat(tree.resolve("services/pay/node_modules")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "repository,services/pay",
        "repository/services,pay",
        "repository/services/pay,.",
        "repository/services,./pay/"
    })
    void choosesAPart(String path, String subdirectory) {
        Location location = locate(path, subdirectory);

        assertThat(location).isEqualTo(new Location(repository, "services/pay"));
        Workspace workspace = workspace(location);
        assertThat(workspace.subdirectory()).isEqualTo("services/pay");
        assertThat(workspace.directory().resolve(".gitignore")).exists();
        assertThat(workspace.directory().resolve("services/pay/.env")).doesNotExist();
    }

    @Test
    void choosesTheWholeRepositoryAsAPartOfItself() {
        assertThat(locate("repository", ".")).isEqualTo(new Location(repository, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../other", "services/../..", "/etc", "link", "none"})
    void refusesAPartOutsideOfTheDirectory(String subdirectory) throws IOException {
        Files.createDirectories(folder.resolve("other"));
        Files.createSymbolicLink(repository.resolve("link"), folder.resolve("other"));

        assertRefused("repository", subdirectory);
    }

    @Test
    void refusesAnIgnoredDirectoryAsAPart() throws IOException {
        assertRefused("repository", "build").hasMessageContaining("the repository ignores it");

        git(repository, "add", "-f", "build/out.txt");
        git(repository, "commit", "-q", "-m", "tracked");
        assertThat(locate("repository", "build")).isEqualTo(new Location(repository, "build"));
    }

    @Test
    void usesADirectoryWithoutARepositoryItself() throws IOException {
        write("plain/sub/a.txt", "a\n");

        assertThat(locate("plain/sub", "")).isEqualTo(new Location(folder.resolve("plain/sub"), ""));
        assertThat(locate("plain", "sub")).isEqualTo(new Location(folder.resolve("plain/sub"), ""));
    }

    @Test
    void followsLinksToWhereTheDirectoryIs() throws IOException {
        write("plain/a.txt", "a\n");
        Files.createSymbolicLink(folder.resolve("into"), repository.resolve("services/pay"));
        Files.createSymbolicLink(repository.resolve("outOf"), folder.resolve("plain"));

        assertThat(locate("into", "")).isEqualTo(new Location(repository, ""));
        assertThat(locate("into", ".")).isEqualTo(new Location(repository, "services/pay"));
        assertThat(locate("repository/outOf", "")).isEqualTo(new Location(folder.resolve("plain"), ""));
    }

    @Test
    void usesTheNearestRepository() throws IOException {
        git(repository, "init", "-q", "vendor/nested");
        write("repository/vendor/nested/src/a.txt", "a\n");

        assertThat(locate("repository/vendor/nested/src", ""))
                .isEqualTo(new Location(repository.resolve("vendor/nested"), ""));
        assertThat(locate("repository/vendor", "")).isEqualTo(new Location(repository, ""));
    }

    @Test
    void worksInADirectoryOfARepositoryThatCannotBeAProject() throws IOException {
        // The repository contains the server's data, like one in a home directory.
        write("home/.gitignore", "/private/\n*.key\n/app/local/\n");
        git(folder, "init", "-q", "home");
        write("home/data/x", "x\n");
        write("home/app/src/a.txt", "a\n");
        write("home/app/deploy.key", "k\n");
        write("home/app/local/b.txt", "b\n");
        write("home/private/c.key", "c\n");
        git(folder.resolve("home"), "add", "app/src");
        write("home/app/tracked.key", "t\n");
        git(folder.resolve("home"), "add", "-f", "app/tracked.key");
        git(folder.resolve("home"), "commit", "-q", "-m", "c");
        var homeRoots = new ProjectRoots(folder.resolve("home/data"), Optional.empty());
        var directories = new ProjectDirectories(PathMapping.IDENTITY, homeRoots);
        Path app = folder.resolve("home/app");

        assertThat(directories.locate(new ProjectDirectory(app.toString()))).isEqualTo(new Location(app, ""));
        assertThat(directories.locate(new ProjectDirectory(app.toString(), ".")))
                .isEqualTo(new Location(app, ""));

        var store = new WorkspaceStore(folder.resolve("home/data"), PathMapping.IDENTITY, homeRoots);
        var project = project("p-1", app, "");
        Path tree = store.openOrCreate(project, new RunId("run-1")).directory();
        assertThat(tree.resolve("src/a.txt")).exists();
        assertThat(tree.resolve("tracked.key")).exists();
        assertThat(tree.resolve("deploy.key")).doesNotExist();
        assertThat(tree.resolve("local")).doesNotExist();
        // What the repository ignores as a whole has no other rules.
        var ignored = project("p-2", folder.resolve("home/private"), "");
        assertThat(store.openOrCreate(ignored, new RunId("run-2")).directory().resolve("c.key"))
                .exists();
    }

    @Test
    void searchesSettingsFromThePartUpwards() throws IOException {
        write("repository/.codeagent/policy.json", "{}");
        write("repository/services/pay/.codeagent/policy.json", "{ }");
        write("repository/services/.codeagent/sandbox.json", "{}");
        write("repository/.codeagent/sandbox.json", "{  }");
        Location part = locate("repository", "services/pay");
        Workspace workspace = workspace(part);

        assertThat(workspace
                        .baseFiles(List.of("none", ".codeagent/sandbox.json"))
                        .readText(".codeagent/sandbox.json"))
                .contains("{}");
        assertThat(workspace.baseFiles(List.of("none")).readText(".codeagent/sandbox.json"))
                .contains("{  }");
        assertThat(workspace
                        .baseFiles(List.of())
                        .existing(Set.of("services/pay", "services/.codeagent/sandbox.json", "services/none", "*")))
                .containsExactlyInAnyOrder("services/pay", "services/.codeagent/sandbox.json");
        var project = project("p-1", repository, part.subdirectory());
        assertThat(new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY, roots())
                        .readFilesAt(project, workspace.baseCommit(), ".codeagent/policy.json"))
                .containsExactly("{}", "{ }");
    }
}
