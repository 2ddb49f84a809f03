package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches of parts of a repository, and of projects without a repository of their own. */
class PartBranchTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private WorkspaceStore workspaceStore;
    private RunBranchStore branches;

    @BeforeEach
    void createRepository() throws Exception {
        tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "one\n");
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

    /** Creates the patch like the executor at the end of a run. */
    private static byte[] patch(Workspace workspace) throws IOException, InterruptedException {
        git(workspace.directory(), "add", "-A");
        Process process = new ProcessBuilder(
                        "git", "diff", "--cached", "--binary", "--no-color", workspace.baseCommit())
                .directory(workspace.directory().toFile())
                .start();
        return process.getInputStream().readAllBytes();
    }

    @Test
    void advisesToMergeTheBranchOnlyIfTheUserHasIt() throws Exception {
        Path plain = Files.createDirectories(folder.resolve("plain"));
        Files.writeString(plain.resolve("a.txt"), "one\n");

        assertThat(conflict(new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH)))
                .endsWith(", revert your change there, or merge the branch codeagent/run-1");
        assertThat(conflict(new Project(new ProjectId("p-2"), "plain", plain.toString(), "local", Instant.EPOCH)))
                .endsWith("--hunks` shows their numbers), or revert your change there");
    }

    /** The message if the user changed the same line as the run. */
    private String conflict(Project project) throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project, RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "two\n");
        branches.commit(project, RUN, workspace.baseCommit(), patch(workspace), "change it");
        Files.writeString(Path.of(project.path()).resolve("a.txt"), "three\n");
        deleteWorkspace(workspace);
        return catchThrowableOfType(AgentException.class, () -> branches.apply(project, RUN, List.of()))
                .getMessage();
    }

    private static void deleteWorkspace(Workspace workspace) throws IOException {
        SecureTreeDeleter.delete(workspace.directory().resolveSibling("base"));
    }

    @Test
    void commitsAndAppliesTheChangesOfAPartWithPathsFromTheRoot() throws Exception {
        Files.createDirectories(tree.resolve("services/pay"));
        Files.writeString(tree.resolve("services/pay/greet.txt"), "one\n");
        git(tree, "add", "-A");
        git(tree, "commit", "-q", "-m", "Add a part");
        var part = new Project(new ProjectId("p-1"), "pay", tree.toString(), "local", Instant.EPOCH, "services/pay");
        Workspace workspace = workspaceStore.openOrCreate(part, RUN);
        Files.writeString(workspace.directory().resolve("services/pay/greet.txt"), "two\n");

        RunBranchStore.Commit commit =
                branches.commit(part, RUN, workspace.baseCommit(), patch(workspace), "change it");

        assertThat(commit.files()).extracting(f -> f.path()).containsExactly("services/pay/greet.txt");
        assertThat(git(tree, "show", "codeagent/run-1:services/pay/greet.txt")).isEqualTo("two\n");
        assertThat(git(tree, "rev-parse", "codeagent/run-1~1")).isEqualTo(git(tree, "rev-parse", "main"));
        branches.apply(part, RUN, List.of());
        assertThat(tree.resolve("services/pay/greet.txt")).hasContent("two\n");
        assertThat(workspaceStore
                        .createForTests(
                                part, RUN, 1, RunBranchStore.branchRef(RUN), commit.id(), workspace.baseCommit())
                        .subdirectory())
                .isEqualTo("services/pay");
    }
}
