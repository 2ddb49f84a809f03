package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.HostPaths;
import dev.codeagent.projects.CommitFiles;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.sandbox.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a project asks for, out of a real commit. */
class WishesTest {
    private static final String DEV = ".devcontainer/devcontainer.json";

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void info(String code, String text) {}

        @Override
        public void warn(String code, String text) {
            warnings.add(text);
        }

        @Override
        public void check() {}
    };
    private int runs;

    private WishesTest put(String path, String text) throws IOException {
        Path file = folder.resolve("tree").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    private CommitFiles commit() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        return new Workspaces(folder.resolve("data"), HostPaths.SAME)
                .open(project, new RunId("run-" + ++runs))
                .baseFiles();
    }

    private Optional<Wish> wish() throws IOException {
        return Wishes.of(commit(), progress);
    }

    @Test
    void asksForNothingWhereOnlyTheProductHasADockerfile() throws Exception {
        put("Dockerfile", "FROM scratch");

        assertThat(wish()).isEmpty();
    }

    @Test
    void takesTheFirstFileThatIsThere() throws Exception {
        put(".codeagent/Dockerfile", "FROM a");
        assertThat(wish().orElseThrow().source()).isEqualTo(".codeagent/Dockerfile");

        put(DEV, "{\"image\": \"b\"}");
        assertThat(wish().orElseThrow().image()).contains("b");

        put(".codeagent/sandbox.json", "{\"image\": \"c\"}");
        assertThat(wish().orElseThrow().image()).contains("c");
    }

    @Test
    void takesOurDockerfileWhereADevcontainerNamesNoImage() throws Exception {
        put(".codeagent/Dockerfile", "FROM a")
                .put(DEV, "{\"dockerComposeFile\": \"c.yml\", \"postCreateCommand\": \"x\"}");

        Wish wish = wish().orElseThrow();

        assertThat(wish.recipe()).contains(new Recipe(".codeagent/Dockerfile", ".codeagent", "", Map.of()));
        assertThat(wish.commands()).containsExactly("x");
    }

    @Test
    void failsWithOurOwnFileAndWarnsOfAnothersWhereItIsBroken() throws Exception {
        put(DEV, "{");
        assertThat(wish()).isEmpty();
        assertThat(warnings).singleElement().asString().contains(DEV, "is no JSON object");

        put(".codeagent/sandbox.json", "{");
        assertThatThrownBy(this::wish)
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(".codeagent/sandbox.json is no JSON object");
    }

    @Test
    void readsNoFileThroughALink() throws Exception {
        put("secret.json", "{\"image\": \"x\"}");
        Files.createDirectories(folder.resolve("tree/.codeagent"));
        Files.createSymbolicLink(folder.resolve("tree/.codeagent/sandbox.json"), Path.of("../secret.json"));

        assertThatThrownBy(this::wish).hasMessageContaining("must be a plain file");
    }

    @Test
    void archivesTheCommitsFilesWithoutWhatIsIgnored() throws Exception {
        put("a.txt", "one").put("b/c.sh", "two").put("b/d.log", "three").put(".dockerignore", "**/*.log\n");
        Files.createSymbolicLink(folder.resolve("tree/link"), Path.of("/etc/passwd"));
        put("ci/Dockerfile", "FROM x\nCOPY . /x\n");

        BuildContext context = BuildContext.of(commit(), new Recipe("ci/Dockerfile", "", "", Map.of()), "test");

        assertThat(contents(context))
                .containsOnlyKeys("a.txt", "b/c.sh", "link", "ci/Dockerfile", ".dockerignore", BuildContext.DOCKERFILE)
                .containsEntry("a.txt", "one")
                .containsEntry("link", "-> /etc/passwd")
                .containsEntry(BuildContext.DOCKERFILE, "FROM x\nCOPY . /x");
    }

    private static Map<String, String> contents(BuildContext context) throws IOException {
        var contents = new TreeMap<String, String>();
        try (InputStream bytes = context.tar();
                var tar = new TarArchiveInputStream(bytes)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                contents.put(
                        entry.getName(),
                        entry.isSymbolicLink()
                                ? "-> " + entry.getLinkName()
                                : new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    @Test
    void changesItsNameWithWhatGoesInAndWithNothingElse() throws Exception {
        var recipe = new Recipe("ci/Dockerfile", "ci", "", Map.of("A", "1"));
        put("ci/Dockerfile", "FROM x\n").put("other.txt", "1");
        String first = BuildContext.of(commit(), recipe, "test").digest();

        put("other.txt", "2");
        assertThat(BuildContext.of(commit(), recipe, "test").digest()).isEqualTo(first);

        var more = new Recipe("ci/Dockerfile", "ci", "", Map.of("A", "2"));
        assertThat(BuildContext.of(commit(), more, "test").digest()).isNotEqualTo(first);
        put("ci/tool.sh", "x");
        assertThat(BuildContext.of(commit(), recipe, "test").digest()).isNotEqualTo(first);
    }

    @Test
    void namesTheDockerfileThatIsMissing() throws Exception {
        put("a.txt", "one");

        assertThatThrownBy(() -> BuildContext.of(commit(), new Recipe("Dockerfile.dev", "", "", Map.of()), DEV))
                .hasMessageContaining(DEV + " names Dockerfile.dev, which the commit does not have");
    }
}
