package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with patterns that a repository names are in its working tree; all others are the user's. */
class PatternFilesTest {
    private static final String SECRET = "LS0tLS1CRUdJTi+abc/def";

    @TempDir
    Path folder;

    private Path tree;
    private Path secret;

    @BeforeEach
    void createRepository() throws Exception {
        folder = folder.toRealPath();
        tree = folder.resolve("tree");
        TestRepository.create(tree, "a.txt", "one\n");
        secret = Files.writeString(folder.resolve("kubeconfig"), "a.txt " + SECRET + "\n");
    }

    private byte[] patterns(String key, Map<String, String> user) throws IOException {
        var layout = RepositoryLayout.find(tree).orElseThrow();
        return RepositoryConfig.read(layout, tree, new RepositoryConfig(user, Map.of()), folder.resolve("parsed"))
                .patterns(key);
    }

    private void set(String key, Path file) throws Exception {
        new TestRepository(tree).git("config", key, file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"core.attributesFile", "core.excludesFile"})
    void doesNotReadAFileOutsideOfTheWorkingTreeThatTheRepositoryNames(String key) throws Exception {
        Files.createSymbolicLink(tree.resolve("link"), secret);
        Files.createSymbolicLink(tree.resolve("directory"), folder);
        Path sibling = Files.createDirectory(folder.resolve("tree2")).resolve("patterns");
        Files.copy(secret, sibling);

        for (Path file : List.of(
                secret,
                sibling,
                tree.resolve("../kubeconfig"),
                tree.resolve("link"),
                tree.resolve("directory/kubeconfig"),
                folder,
                tree)) {
            set(key, file);
            assertThat(patterns(key.toLowerCase(java.util.Locale.ROOT), Map.of()))
                    .as("%s", file)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"core.attributesFile", "core.excludesFile"})
    void doesNotReadItForAWorkingTreeWithItsOwnConfigurationEither(String key) throws Exception {
        new TestRepository(tree).git("config", "extensions.worktreeConfig", "true");
        new TestRepository(tree).git("config", "--worktree", key, secret.toString());

        assertThat(patterns(key.toLowerCase(java.util.Locale.ROOT), Map.of())).isEmpty();
    }

    @Test
    void readsAFileInTheWorkingTreeThatTheRepositoryNames() throws Exception {
        Files.createDirectory(tree.resolve("etc"));
        Files.writeString(tree.resolve("etc/größe.txt"), "*.log\n");
        set("core.excludesFile", tree.resolve("etc/größe.txt"));

        assertThat(patterns("core.excludesfile", Map.of())).asString().isEqualTo("*.log\n");
    }

    @Test
    void keepsTheFileOfTheUserIfTheRepositoryNamesOneThatItMayNot() throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "*.bak\n");
        set("core.excludesFile", secret);

        assertThat(patterns("core.excludesfile", Map.of("core.excludesfile", users.toString())))
                .asString()
                .isEqualTo("*.bak\n");
    }

    @Test
    void writesNoWordOfSuchAFileIntoItsData() throws Exception {
        set("core.attributesFile", secret);
        set("core.excludesFile", secret);
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);

        new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(project, new RunId("run-1"))
                .directory();

        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(SECRET));
        }
    }

    @Test
    void doesNotRepeatAttributesThatGitDoesNotUnderstand() throws Exception {
        Files.writeString(tree.resolve(".gitattributes"), "a.txt " + SECRET + "\n");
        var limits = GitProcess.Limits.STANDARD;

        Git.CommandResult result = new GitProcess(
                        List.of("git", "check-attr", "no/such+attribute", "--", "a.txt"), tree, Map.of(), limits)
                .run(new byte[0]);
        Git.CommandResult valid = new GitProcess(
                        List.of("git", "check-attr", "-a", "--", "a.txt"), tree, Map.of(), limits)
                .run(new byte[0]);

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.error()).doesNotContain("no/such");
        assertThat(valid.error()).doesNotContain(SECRET);
    }

    @Test
    void keepsTheOtherMessagesOfGit() {
        assertThat(GitProcess.withoutAttributes(
                        "error: one\n" + SECRET + " is not a valid attribute name: .gitattributes:1\nfatal: two"))
                .isEqualTo("error: one\nfatal: two");
    }

    @Test
    void doesNotRepeatThePartOfALineThatIsCut() throws Exception {
        String line = "a.txt " + "+".repeat(1_900) + SECRET + "\n";
        Files.writeString(tree.resolve(".gitattributes"), line.repeat(60));

        Git.CommandResult result = new GitProcess(
                        List.of("git", "check-attr", "-a", "--", "a.txt"), tree, Map.of(), GitProcess.Limits.STANDARD)
                .run(new byte[0]);

        assertThat(result.error()).doesNotContain("++");
    }
}
