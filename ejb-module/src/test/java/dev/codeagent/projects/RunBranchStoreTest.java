package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** From the user's working tree into a workspace, and back as a patch. */
@Execution(ExecutionMode.CONCURRENT)
class RunBranchStoreTest {
    private static final RunId RUN = new RunId("run-1");
    private static final byte[] BINARY = {0, 1, 2, (byte) 0xff, 13, 10, 0};

    @TempDir
    Path folder;

    private Path tree;
    private WorkspaceStore workspaceStore;
    private RunBranchStore branches;

    @BeforeEach
    void createRepository() throws Exception {
        tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "one\n");
        Files.writeString(tree.resolve("crlf.txt"), "one\r\ntwo\r\n");
        Files.write(tree.resolve("data.bin"), BINARY);
        Files.writeString(tree.resolve(".gitignore"), "*.log\n");
        git(tree, "init", "-q", "-b", "main");
        git(tree, "add", "-A");
        git(tree, "commit", "-q", "-m", "Begin");
        workspaceStore = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
    }

    private static String git(Path directory, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-c", "user.name=T", "-c", "user.email=t@example.org"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private Project project(Path path) {
        return new Project(new ProjectId("p-1"), "tree", path.toString(), "local", Instant.EPOCH);
    }

    /** Creates the patch like the executor at the end of a run. */
    private static byte[] patch(Workspace workspace) throws IOException, InterruptedException {
        git(workspace.directory(), "add", "-A");
        Process process = new ProcessBuilder(
                        "git", "diff", "--cached", "--binary", "--no-color", workspace.baseCommit())
                .directory(workspace.directory().toFile())
                .start();
        return process.getInputStream().readAllBytes();
    }

    private void commit(Workspace workspace) throws Exception {
        branches.commit(project(tree), RUN, workspace.baseCommit(), patch(workspace), "/code x");
    }

    @Test
    void includesUncommittedAndUntrackedButNoIgnoredFiles() throws Exception {
        Files.writeString(tree.resolve("a.txt"), "changed\n");
        Files.writeString(tree.resolve("new.txt"), "new\n");
        Files.writeString(tree.resolve("noise.log"), "noise\n");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a.txt"));
        String before = git(tree, "status", "--porcelain");

        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);

        assertThat(workspace.uncommittedIncluded()).isTrue();
        assertThat(workspace.directory().resolve("a.txt")).hasContent("changed\n");
        assertThat(workspace.directory().resolve("new.txt")).hasContent("new\n");
        assertThat(workspace.directory().resolve("noise.log")).doesNotExist();
        assertThat(workspace.directory().resolve("link")).isSymbolicLink();
        assertThat(git(tree, "status", "--porcelain")).isEqualTo(before);
    }

    @Test
    void reopensTheSameWorkspaceAfterARestart() throws Exception {
        Workspace first = workspaceStore.openOrCreate(project(tree), RUN);
        Files.writeString(first.directory().resolve("a.txt"), "the agent's\n");

        Workspace again =
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project(tree), RUN);

        assertThat(again.baseCommit()).isEqualTo(first.baseCommit());
        assertThat(again.directory().resolve("a.txt")).hasContent("the agent's\n");
    }

    @Test
    void appliesEveryByteAndFileMode() throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Path work = workspace.directory();
        Files.writeString(work.resolve("crlf.txt"), "one\r\nthree\r\n");
        byte[] other = BINARY.clone();
        other[1] = 9;
        Files.write(work.resolve("data.bin"), other);
        Files.writeString(work.resolve("größe 🙂.txt"), "ü\n");
        Files.delete(work.resolve("a.txt"));
        Path script = work.resolve("run.sh");
        Files.writeString(script, "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, EnumSet.allOf(PosixFilePermission.class));
        commit(workspace);

        branches.apply(project(tree), RUN, List.of());

        assertThat(Files.readString(tree.resolve("crlf.txt"))).isEqualTo("one\r\nthree\r\n");
        assertThat(tree.resolve("data.bin")).hasBinaryContent(other);
        assertThat(tree.resolve("größe 🙂.txt")).hasContent("ü\n");
        assertThat(tree.resolve("a.txt")).doesNotExist();
        assertThat(Files.isExecutable(tree.resolve("run.sh"))).isTrue();
    }

    @Test
    void neverTouchesTheWorkingTreeOrRunsHooks() throws Exception {
        Path hook = tree.resolve(".git/hooks/post-commit");
        Files.writeString(hook, "#!/bin/sh\ntouch " + folder.resolve("hooked") + "\n");
        Files.setPosixFilePermissions(hook, EnumSet.allOf(PosixFilePermission.class));
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "two\n");

        commit(workspace);

        assertThat(git(tree, "status", "--porcelain")).isEmpty();
        assertThat(git(tree, "show", "codeagent/run-1:a.txt")).isEqualTo("two\n");
        assertThat(git(tree, "rev-parse", "--abbrev-ref", "HEAD").strip()).isEqualTo("main");
        assertThat(folder.resolve("hooked")).doesNotExist();
    }

    @Test
    void rejectsAConflictingPatchAndChangesNothing() throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "the agent's\n");
        Files.writeString(workspace.directory().resolve("b.txt"), "new\n");
        commit(workspace);
        Files.writeString(tree.resolve("a.txt"), "the user's\n");

        assertThatThrownBy(() -> branches.apply(project(tree), RUN, List.of()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("a.txt");
        assertThat(tree.resolve("a.txt")).hasContent("the user's\n");
        assertThat(tree.resolve("b.txt")).doesNotExist();
    }

    @Test
    void discardsTheBranch() throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "two\n");
        commit(workspace);

        branches.discard(project(tree), RUN);

        assertThat(git(tree, "branch", "--list", "codeagent/*")).isEmpty();
        assertThat(branches.diff(project(tree), RUN)).isEmpty();
        assertThatThrownBy(() -> branches.discard(project(tree), RUN))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_APPLY));
    }

    @Test
    void supportsADirectoryWithoutGit() throws Exception {
        Path plain = Files.createDirectories(folder.resolve("plain"));
        Files.writeString(plain.resolve("a.txt"), "one\n");
        Workspace workspace = workspaceStore.openOrCreate(project(plain), RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "two\n");
        branches.commit(project(plain), RUN, workspace.baseCommit(), patch(workspace), "/code x");

        assertThat(branches.diff(project(plain), RUN)).contains("+two");
        branches.apply(project(plain), RUN, List.of());

        assertThat(plain.resolve("a.txt")).hasContent("two\n");
        assertThat(plain.resolve(".git")).doesNotExist();
    }

    @Test
    void excludesBuildOutputs() throws Exception {
        Files.writeString(tree.resolve("pom.xml"), "<project/>\n");
        Files.createDirectories(tree.resolve("target"));
        Files.writeString(tree.resolve("target/a.class"), "x");

        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);

        assertThat(workspace.directory().resolve("pom.xml")).exists();
        assertThat(workspace.directory().resolve("target")).doesNotExist();
    }
}
