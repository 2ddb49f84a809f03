package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.diagnostics.ProcessProbe;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Files whose content a program changes on its way into git: encryptions, and Git LFS. */
@Execution(ExecutionMode.CONCURRENT)
class ContentFiltersTest {
    private static final RunId RUN = new RunId("run-1");
    private static final String PASSWORD = "password=hunter2";

    @TempDir
    Path folder;

    private Path tree;
    private Project project;
    private WorkspaceStore workspaces;
    private RunBranchStore branches;

    @BeforeEach
    void createRepository() throws Exception {
        tree = Files.createDirectories(folder.resolve("tree"));
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        workspaces = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
        run(tree, "git init -q -b main");
        write("greet.txt", "line 3\n");
    }

    /** Base64 stands for the encryption. */
    private void encrypt(String attributes) throws Exception {
        run(
                tree,
                "git config filter.enc.clean base64 && git config filter.enc.smudge 'base64 -d'"
                        + " && git config filter.enc.required true");
        write(".gitattributes", attributes);
        write("secrets.txt", PASSWORD + "\n");
        commit();
        assertThat(run(tree, "git cat-file -p HEAD:secrets.txt")).doesNotContain(PASSWORD);
    }

    private void commit() throws Exception {
        run(tree, "git add -A && git commit -q -m c");
    }

    private void write(String path, String content) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String run(Path directory, String script) throws Exception {
        var builder = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_CONFIG_GLOBAL",
                                Files.exists(folder.resolve("config"))
                                        ? folder.resolve("config").toString()
                                        : "/dev/null",
                        "GIT_AUTHOR_NAME", "T",
                        "GIT_AUTHOR_EMAIL", "t@example.invalid",
                        "GIT_COMMITTER_NAME", "T",
                        "GIT_COMMITTER_EMAIL", "t@example.invalid"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(script + ": " + output).isZero();
        return output;
    }

    /** The patch of a script that changes the workspace, as the executor creates it. */
    private byte[] change(Workspace workspace, String script) throws Exception {
        // The sandbox has no git-lfs.
        run(
                workspace.directory(),
                script
                        + "\nexport GIT_CONFIG_GLOBAL=/dev/null; git add -A && git diff --cached --binary --full-index --no-renames base > ../patch");
        return Files.readAllBytes(workspace.directory().resolveSibling("patch"));
    }

    /** No object of the repository contains the text. */
    private void assertNotStored(String text) throws Exception {
        String objects = run(
                tree,
                "git cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype)' | while read o t; do"
                        + " [ $t != blob ] || git cat-file blob $o; done");
        assertThat(objects).doesNotContain(text);
    }

    @Test
    void keepsPlaintextOutOfTheRepository() throws Exception {
        encrypt("secrets.txt filter=enc\n*.key filter=enc\n");
        write("secrets.txt", PASSWORD + " changed\n");
        write("new.key", PASSWORD + " untracked\n");
        write("new.txt", "untracked\n");

        Workspace workspace = workspaces.openOrCreate(project, RUN);

        assertThat(workspace.directory().resolve("secrets.txt"))
                .hasContent(run(tree, "git cat-file -p HEAD:secrets.txt"));
        assertThat(workspace.directory().resolve("new.key")).doesNotExist();
        assertThat(workspace.directory().resolve("new.txt")).hasContent("untracked\n");
        assertThat(workspace.leftOut().stream().map(LeftOutPath::path))
                .containsExactlyInAnyOrder("secrets.txt", "new.key");
        assertThat(workspace.leftOut().toString()).contains("'enc'", "HEAD");
        assertNotStored(PASSWORD);
    }

    @Test
    void leavesChangesOfEncryptedFilesOutOfTheBranchAndSaysSo() throws Exception {
        encrypt("secrets.txt filter=enc\n*.key filter=enc\n");
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        byte[] patch = change(
                workspace,
                "echo token=of-an-agent > secrets.txt; echo token=of-an-agent > agent.key; echo 'line 4' > greet.txt;"
                        + " echo '*.txt text' > .gitattributes; printf 'token=of-an-agent\\0' > binary.key");

        var commit = branches.commit(project, RUN, workspace.baseCommit(), patch, "/code x");

        assertThat(commit.files().stream().map(f -> f.path())).containsExactly(".gitattributes", "greet.txt");
        assertThat(commit.leftOut().stream().map(LeftOutPath::path))
                .containsExactlyInAnyOrder("secrets.txt", "agent.key", "binary.key");
        assertNotStored("token=of-an-agent");
        branches.apply(project, RUN, List.of());
        assertThat(tree.resolve("greet.txt")).hasContent("line 4");
        assertThat(tree.resolve("secrets.txt")).hasContent(PASSWORD);
    }

    @Test
    void protectsFilesThatAnAgentsAttributesEncrypt() throws Exception {
        encrypt("secrets.txt filter=enc\n");
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        byte[] patch = change(workspace, "echo '*.pem filter=enc' >> .gitattributes; echo token=of-an-agent > a.pem");

        var commit = branches.commit(project, RUN, workspace.baseCommit(), patch, "/code x");

        assertThat(commit.files().stream().map(f -> f.path())).containsExactly(".gitattributes");
        assertNotStored("token=of-an-agent");
    }

    @Test
    void deletesNoEncryptedFile() throws Exception {
        encrypt("secrets.txt filter=enc\n");
        Workspace workspace = workspaces.openOrCreate(project, RUN);

        var commit = branches.commit(
                project,
                RUN,
                workspace.baseCommit(),
                change(workspace, "rm secrets.txt; echo 'line 4' > greet.txt"),
                "/code x");

        assertThat(commit.files().stream().map(f -> f.path())).containsExactly("greet.txt");
        assertThat(commit.leftOut().stream().map(LeftOutPath::path)).containsExactly("secrets.txt");
    }

    @Test
    void findsAttributesOfIgnoredFilesAndOfTheRepository() throws Exception {
        encrypt("secrets.txt filter=enc\n");
        write(".gitignore", ".gitattributes\n");
        run(tree, "git rm -q --cached .gitattributes && git add .gitignore && git commit -q -m ignore");
        write(".git/info/attributes", "*.pem filter=other\n");
        write("a.pem", PASSWORD);
        write("secrets.txt", PASSWORD + " changed\n");

        Workspace workspace = workspaces.openOrCreate(project, RUN);
        branches.commit(
                project,
                RUN,
                workspace.baseCommit(),
                change(workspace, "echo " + PASSWORD + " > secrets.txt; echo " + PASSWORD + " > a.pem"),
                "/code x");

        assertNotStored(PASSWORD);
    }

    @Test
    void findsAttributesThatOnlyAnIgnoredFileOrADeletedOneContains() throws Exception {
        encrypt("secrets.txt filter=enc\n");
        write(".gitignore", "deep/.gitattributes\n");
        write("deep/down/more.txt", "text\n");
        commit();
        write("deep/.gitattributes", "*.pem filter=enc\n");
        write("deep/down/key.pem", PASSWORD);
        Files.delete(tree.resolve(".gitattributes"));
        write("secrets.txt", PASSWORD + " changed\n");

        Workspace workspace = workspaces.openOrCreate(project, RUN);

        assertThat(workspace.leftOut())
                .extracting(LeftOutPath::path)
                .containsExactlyInAnyOrder("secrets.txt", "deep/down/key.pem");
        assertNotStored(PASSWORD);
    }

    @Test
    void usesAllFilesOfADirectoryThatIsNoRepository() throws Exception {
        encrypt("secrets.txt filter=enc\n");
        SecureTreeDeleter.delete(tree.resolve(".git"));

        Workspace workspace = workspaces.openOrCreate(project, RUN);

        assertThat(workspace.directory().resolve("secrets.txt")).hasContent(PASSWORD);
        assertThat(workspace.leftOut()).isEmpty();
    }

    @Test
    void storesFilesOfGitLfsAsPointers() throws Exception {
        assumeTrue(ProcessProbe.findOnPath(System.getenv(), "git-lfs").isPresent(), "git-lfs is not installed");
        Files.writeString(
                folder.resolve("config"),
                "[filter \"lfs\"]\n\tclean = git-lfs clean -- %f\n\tsmudge = git-lfs smudge -- %f\n"
                        + "\tprocess = git-lfs filter-process\n\trequired = true\n");
        write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        write("model.bin", "m".repeat(3_000));
        write("data.bin", "d".repeat(2_000));
        commit();
        write("data.bin", "e".repeat(2_000));

        Workspace workspace = workspaces.openOrCreate(project, RUN);
        assertThat(workspace.directory().resolve("model.bin")).content().startsWith("version https://git-lfs");
        assertThat(workspace.notices()).singleElement().asString().contains("model.bin", "Git LFS");
        byte[] patch =
                change(workspace, "printf agent > model.bin; printf 'a\\0b' > new.bin; echo 'line 4' > greet.txt");
        var commit = branches.commit(project, RUN, workspace.baseCommit(), patch, "/code x");

        assertThat(run(tree, "git show " + commit.branch() + ":model.bin")).startsWith("version https://git-lfs");
        assertThat(run(tree, "git show " + commit.branch() + ":new.bin")).startsWith("version https://git-lfs");
        assertThat(commit.leftOut()).isEmpty();
        branches.apply(project, RUN, List.of());
        assertThat(tree.resolve("model.bin")).hasContent("agent");
        assertThat(Files.readString(tree.resolve("new.bin"))).isEqualTo("a\0b");
        assertThat(tree.resolve("data.bin")).hasContent("e".repeat(2_000));
        assertThat(run(tree, "git status --porcelain").lines())
                .containsExactly(" M data.bin", " M greet.txt", " M model.bin", "?? new.bin");
        run(tree, "git stash -q -u && git checkout -q " + commit.branch());
        assertThat(tree.resolve("model.bin")).hasContent("agent");
    }

    @Test
    void leavesPointersOfGitLfsAsTheyAre() throws Exception {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a".repeat(64) + "\nsize 3000\n";
        write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        write("model.bin", pointer);
        commit();

        Workspace workspace = workspaces.openOrCreate(project, RUN);
        var commit = branches.commit(
                project, RUN, workspace.baseCommit(), change(workspace, "echo 'line 4' > greet.txt"), "/code x");

        assertThat(workspace.uncommittedIncluded()).isFalse();
        assertThat(commit.files()).hasSize(1);
        branches.apply(project, RUN, List.of());
        assertThat(tree.resolve("model.bin")).hasContent(pointer);
    }

    @Test
    void runsNoOtherLfsProgramThanItsOwn() throws Exception {
        run(tree, "git config lfs.storage " + folder.resolve("elsewhere"));
        write(".gitattributes", "*.bin filter=lfs\n");
        write("model.bin", "content");

        Workspace workspace = workspaces.openOrCreate(project, RUN);

        assertThat(workspace.directory().resolve("model.bin")).doesNotExist();
        assertThat(workspace.leftOut()).singleElement().asString().contains("model.bin", "'lfs'");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }
}
