package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Branches of parts of a repository, and of projects without a repository of their own. */
@Execution(ExecutionMode.CONCURRENT)
class PartBranchTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private TestRepository repository;
    private WorkspaceStore workspaceStore;
    private RunBranchStore branches;

    @BeforeEach
    void createRepository() throws Exception {
        tree = folder.resolve("tree");
        repository = TestRepository.create(tree, "a.txt", "one\n");
        workspaceStore = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
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
        branches.commit(project, RUN, workspace.baseCommit(), TestRepository.patch(workspace), "change it");
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
        repository.write("services/pay/greet.txt", "one\n");
        repository.commitAll();
        var part = new Project(new ProjectId("p-1"), "pay", tree.toString(), "local", Instant.EPOCH, "services/pay");
        Workspace workspace = workspaceStore.openOrCreate(part, RUN);
        Files.writeString(workspace.directory().resolve("services/pay/greet.txt"), "two\n");

        RunBranchStore.Commit commit =
                branches.commit(part, RUN, workspace.baseCommit(), TestRepository.patch(workspace), "change it");

        assertThat(commit.files()).extracting(f -> f.path()).containsExactly("services/pay/greet.txt");
        assertThat(repository.git("show", "codeagent/run-1:services/pay/greet.txt"))
                .isEqualTo("two");
        assertThat(repository.git("rev-parse", "codeagent/run-1~1")).isEqualTo(repository.git("rev-parse", "main"));
        branches.apply(part, RUN, List.of());
        assertThat(tree.resolve("services/pay/greet.txt")).hasContent("two\n");
        assertThat(workspaceStore
                        .createForTests(
                                part,
                                RUN,
                                1,
                                RunBranchStore.branchRef(RUN),
                                commit.id(),
                                workspace.baseCommit(),
                                ProgressListener.NO_OP)
                        .subdirectory())
                .isEqualTo("services/pay");
    }
}
