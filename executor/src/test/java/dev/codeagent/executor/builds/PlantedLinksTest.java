package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.executor.commands.ProcessContext;
import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessTree;
import dev.codeagent.executor.files.DiskQuota;
import dev.codeagent.executor.files.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links by which commands would let the executor write results for them. */
class PlantedLinksTest {
    private Path folder;
    private Path root;
    private Path home;
    private Path results;

    @BeforeEach
    void createDirectories(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
        root = Files.createDirectory(folder.resolve("workspace"));
        home = Files.createDirectory(folder.resolve("home"));
        results = Files.createDirectory(folder.resolve("results"));
    }

    private BuildEnvironment build() {
        var runner = new ProcessRunner(new ProcessContext(
                root,
                Map.of(),
                DiskQuota.unlimited(),
                new ProcessTree(folder.getFileName().toString(), false)));
        return new BuildEnvironment(
                new Workspace(root), "", runner, Duration.ofSeconds(20), false, home, folder.resolve("scratch"));
    }

    @Test
    void restoresNoModulesThroughLinksInTheWorkspace() throws IOException {
        Path store = Files.createDirectories(home.resolve("store"));
        Files.createDirectories(store.resolve("x"));
        Files.createDirectories(store.resolve("package"));
        Files.createDirectories(root.resolve("package"));
        Files.writeString(store.resolve("x/c1.json"), "forged");
        Files.writeString(store.resolve("package/_version.py"), "version");
        Files.createSymbolicLink(root.resolve("x"), results);

        new GeneratedModules(build(), store).restore();

        assertThat(results).isEmptyDirectory();
        assertThat(root.resolve("package/_version.py")).hasContent("version");
    }

    @Test
    void restoresNoModulesFromAStoreBehindALink() throws IOException {
        Files.writeString(results.resolve("secret.py"), "secret");
        Files.createSymbolicLink(home.resolve("store"), folder);
        Files.createDirectory(root.resolve("results"));

        new GeneratedModules(build(), home.resolve("store")).restore();
        new GeneratedModules(build(), home.resolve("store/results")).restore();

        assertThat(root.resolve("secret.py")).doesNotExist();
        assertThat(root.resolve("results")).isEmptyDirectory();
    }

    @Test
    void replacesALinkInPlaceOfTheMarkerOfNpm() throws IOException {
        Files.writeString(results.resolve("c1.json"), "result");
        Files.createDirectory(root.resolve(".git"));
        Files.createSymbolicLink(root.resolve(".git/npm-installed"), results.resolve("c1.json"));
        Files.writeString(root.resolve("package.json"), "{\"dependencies\": {\"a\": \"1\"}}");

        new NodeBuild(build()).markInstalled();

        assertThat(results.resolve("c1.json")).hasContent("result");
        assertThat(Files.isSymbolicLink(root.resolve(".git/npm-installed"))).isFalse();
        assertThat(root.resolve(".git/npm-installed")).isRegularFile();
    }

    @Test
    void deletesNoReportThroughALinkInPlaceOfTheScratchDirectory() throws IOException {
        Files.writeString(results.resolve("pytest.xml"), "result");
        Files.createSymbolicLink(folder.resolve("scratch"), results);

        assertThatThrownBy(() -> build().newReportFile("pytest.xml")).hasMessageContaining("symbolic link");

        assertThat(results.resolve("pytest.xml")).exists();
    }
}
