package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repository whose files block, do not end, or lead elsewhere: the server refuses it soon, with the reason. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class HostileRepositoryTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private Project project;

    @BeforeEach
    void createRepository() throws Exception {
        tree = folder.toRealPath().resolve("tree");
        TestRepository.create(tree, "a.txt", "one\n");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    private void shell(String command) throws Exception {
        var builder = new ProcessBuilder("sh", "-ec", command)
                .directory(tree.toFile())
                .redirectErrorStream(true);
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            builder.environment().put("GIT_" + role + "_NAME", "T");
            builder.environment().put("GIT_" + role + "_EMAIL", "t@example.org");
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private Workspace open() {
        return open(RUN);
    }

    private Workspace open(RunId run) {
        Workspace workspace =
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, run);
        workspace.directory();
        return workspace;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".gitignore",
                ".gitattributes",
                ".git/HEAD",
                ".git/config",
                ".git/packed-refs",
                ".git/info/exclude",
                ".git/info/attributes",
                ".git/commondir",
                ".git/objects/info/alternates",
                ".git/objects/pack/pack-0000000000000000000000000000000000000000.idx",
                ".git/refs/heads/main",
                ".git/shallow",
                "nested/.git/HEAD"
            })
    void refusesAPipe(String file) throws Exception {
        shell("mkdir -p \"$(dirname " + file + ")\"; rm -f " + file + "; mkfifo " + file);

        assertThatThrownBy(this::open)
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(file)
                .hasMessageContaining("a pipe or a device");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git/objects/pack",
                ".git/objects/info",
                ".git/refs/codeagent",
                ".git/refs/heads/codeagent",
                ".git/HEAD",
                ".git/config"
            })
    void refusesALinkWhereGitHasNone(String file) throws Exception {
        shell("mkdir -p ../elsewhere; rm -rf " + file + "; ln -s ../../elsewhere " + file);

        assertThatThrownBy(this::open).isInstanceOf(AgentException.class).hasMessageContaining("is a symbolic link");
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
    }

    /** Git would wait for these files, or read them without end, if it read the configuration. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "core.attributesFile",
                "core.excludesFile",
                "include.path",
                "commit.template",
                "blame.ignoreRevsFile"
            })
    void readsNoDeviceAndNoPipeThatTheConfigurationNames(String key) throws Exception {
        String[] name = key.split("\\.");
        shell("mkfifo ../pipe; printf '[%s]\\n\\t%s = %s\\n\\t%s = /dev/zero\\n' " + name[0] + " " + name[1]
                + " \"$PWD/../pipe\" " + name[1] + " >> .git/config");

        assertThat(open().directory().resolve("a.txt")).hasContent("one\n");
    }

    @Test
    void stopsAProcessThatWaitsForAPipe() throws Exception {
        shell("mkfifo pipe");
        var limits = new GitProcess.Limits(Duration.ofSeconds(30), Duration.ofSeconds(1), 1 << 20, 1L << 30);

        assertThatThrownBy(() -> new GitProcess(
                                List.of("git", "hash-object", "--no-filters", "--", "pipe"), tree, Map.of(), limits)
                        .run(new byte[0]))
                .hasMessageContaining("git hash-object did nothing for 1 s");
    }

    @Test
    void stopsAProcessThatDoesNotEnd() {
        var limits = new GitProcess.Limits(Duration.ofSeconds(1), Duration.ofSeconds(30), 1 << 20, 1L << 30);

        assertThatThrownBy(() -> new GitProcess(
                                List.of("git", "hash-object", "--no-filters", "--", "/dev/zero"),
                                tree,
                                Map.of(),
                                limits)
                        .run(new byte[0]))
                .isInstanceOf(AgentException.class);
    }

    @Test
    void stopsAProcessThatWritesTooMuch() throws Exception {
        shell("head -c 3000000 /dev/zero > large; git add large");
        var limits = new GitProcess.Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 1 << 20, 1L << 30);

        assertThatThrownBy(() -> new GitProcess(List.of("git", "cat-file", "blob", ":large"), tree, Map.of(), limits)
                        .run(new byte[0]))
                .hasMessageContaining("git cat-file wrote more than 1 MiB");
    }

    /** Ten levels of ten entries each, all of them the same: ten billion files in a few objects. */
    @Test
    void stopsAProcessThatNeedsTooMuchMemory() throws Exception {
        shell("""
                blob=$(echo x | git hash-object -w --stdin); tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do
                printf '100644 blob %s\\tf%s\\n' $blob $i; done | git mktree)
                for level in 1 2 3 4 5 6 7 8 9; do tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do
                printf '040000 tree %s\\td%s\\n' $tree $i; done | git mktree); done
                git update-ref refs/heads/bomb $(git commit-tree -m bomb $tree)""");
        var limits = new GitProcess.Limits(Duration.ofSeconds(60), Duration.ofSeconds(30), 1 << 20, 64L << 20);

        assertThatThrownBy(() ->
                        new GitProcess(List.of("git", "read-tree", "bomb"), tree, Map.of(), limits).run(new byte[0]))
                .hasMessageContaining("git read-tree needed more memory than the 64 MiB that it may use");
    }

    @Test
    void constructsTheEnvironmentOfGit() {
        Git.CommandResult result = new GitProcess(
                        List.of("git", "-c", "alias.show-environment=!env", "show-environment"),
                        tree,
                        Map.of(),
                        GitProcess.Limits.STANDARD)
                .run(new byte[0]);

        assertThat(result.text().lines().map(line -> line.replaceFirst("=.*", "")))
                .allMatch(name -> name.startsWith("GIT_")
                        || List.of("PATH", "HOME", "XDG_CONFIG_HOME", "LC_ALL", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_")
                                .contains(name));
    }

    @Test
    void followsALinkedWorkingTreeThatWasThereWhenTheProjectWasAdded() throws Exception {
        shell("git worktree add -q ../linked");
        project = new Project(
                new ProjectId("p-1"), "l", tree.resolveSibling("linked").toString(), "local", Instant.EPOCH);

        assertThat(open().directory().resolve("a.txt")).hasContent("one\n");
        assertThat(tree.resolve(".git/refs/codeagent/base/run-1")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"' \\n'", "'objects\\r\\n'", "'\\377\\n'", "'a\\tb\\n'"})
    void refusesAlternatesWithNamesThatGitReadsDifferently(String line) throws Exception {
        shell("printf " + line + " > .git/objects/info/alternates");

        assertThatThrownBy(this::open)
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("names an object directory that the server does not follow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mv .git ../moved; echo gitdir: ../moved > .git",
                "mv .git ../moved; ln -s ../moved .git",
                "mv .git/objects ../moved; ln -s ../../moved .git/objects",
                "cp -r .git ../moved; echo ../../../moved/objects > .git/objects/info/alternates",
                "cp -r .git ../moved; echo ../../moved > .git/commondir",
            })
    void refusesARepositoryThatLeadsElsewhereSinceTheProjectWasAdded(String change) throws Exception {
        open();
        shell(change);

        assertThatThrownBy(() -> open(new RunId("run-2")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("leads elsewhere since the project was added")
                .hasMessageContaining(folder.toRealPath() + "/moved")
                .hasMessageContaining(
                        folder.resolve("data/projects/p-1/repository").toString());
        assertThat(folder.resolve("moved/refs/codeagent/base/run-2")).doesNotExist();

        Files.delete(folder.resolve("data/projects/p-1/repository"));
        assertThat(open(new RunId("run-2")).directory().resolve("a.txt")).hasContent("one\n");
    }

    @Test
    void keepsTheSettingsThatSayHowFilesAreStored() throws Exception {
        shell("git config core.autocrlf true; printf 'x\\r\\n' > crlf.txt; echo secret > private.txt;"
                + " echo private.txt > .git/info/exclude");

        Path clone = open().directory();

        assertThat(clone.resolve("crlf.txt")).hasBinaryContent("x\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(clone.resolve("private.txt")).doesNotExist();
    }

    @Test
    void supportsARepositoryWithSha256() throws Exception {
        shell("rm -rf .git; git init -q --object-format=sha256; git add -A; git commit -q -m Begin");

        Workspace workspace = open();

        assertThat(workspace.baseCommit()).hasSize(64);
        assertThat(workspace.directory().resolve("a.txt")).hasContent("one\n");
    }

    @Test
    void supportsAShallowClone() throws Exception {
        shell("git commit -q --allow-empty -m Second; git clone -q --depth 1 file://$PWD ../shallow");
        project = new Project(
                new ProjectId("p-1"), "s", tree.resolveSibling("shallow").toString(), "local", Instant.EPOCH);

        assertThat(open().directory().resolve("a.txt")).hasContent("one\n");
    }
}
