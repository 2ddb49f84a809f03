package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Applies a patch to a working tree that changed since the run or since an earlier apply. */
@Execution(ExecutionMode.CONCURRENT)
class RepeatedApplyTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private TestRepository repository;
    private WorkspaceStore workspaces;
    private RunBranchStore branches;
    private Project project;

    /** Lines 1 to 40; the given ones are changed by the agent. */
    private static String lines(int... changed) {
        return IntStream.rangeClosed(1, 40)
                .mapToObj(i -> (IntStream.of(changed).anyMatch(c -> c == i) ? "changed " : "line ") + i)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static final PreparedDirectory REPOSITORY = PreparedDirectory.create(directory -> {
        var repository = new TestRepository(directory.resolve("tree"));
        repository.write("code.txt", lines());
        repository.write("in/a.txt", "a\n");
        repository.write("out/b.txt", "b\n");
        repository.commitFirst();
    });

    /** A run changed two files. */
    private static final PreparedDirectory BRANCH = PreparedDirectory.create(directory -> {
        REPOSITORY.copyTo(directory);
        var run = new RepeatedApplyTest();
        run.open(directory);
        run.createBranch();
    });

    private void open(Path directory) {
        tree = directory.resolve("tree");
        repository = new TestRepository(tree);
        workspaces = new WorkspaceStore(directory.resolve("data"), PathMapping.IDENTITY);
        branches = new RunBranchStore(directory.resolve("data"), PathMapping.IDENTITY);
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    /** Begins with a run that changed two files. */
    private void openBranch() throws Exception {
        BRANCH.copyTo(folder);
        open(folder);
    }

    /** The same in a repository with a sparse checkout. */
    private void createSparseBranch() throws Exception {
        REPOSITORY.copyTo(folder);
        open(folder);
        repository.git("update-index", "-q", "--refresh"); // Git removes no file that its index does not know.
        repository.git("sparse-checkout", "set", "in");
        createBranch();
    }

    private void createBranch() throws Exception {
        workspaces.openOrCreate(project, RUN).directory();
        write("code.txt", lines(3, 38));
        write("new.txt", "new\n");
        commit();
    }

    private void write(String file, String content) throws Exception {
        Files.writeString(tree.resolveSibling("data/workspaces/run-1/tree").resolve(file), content);
    }

    private void commit() throws Exception {
        Workspace workspace = workspaces.openExisting(project, RUN);
        branches.commit(project, RUN, workspace.baseCommit(), TestRepository.patch(workspace), "/code x");
    }

    private int apply(PatchSelection... parts) {
        return branches.apply(project, RUN, List.of(parts));
    }

    private static PatchSelection part(String path, Integer... hunks) {
        return new PatchSelection(path, List.of(hunks));
    }

    @Test
    void appliesAPartAgainAfterTheUserRevertedIt() throws Exception {
        openBranch();
        apply(part("code.txt"), part("new.txt"));
        repository.git("checkout", "-q", "--", "code.txt");
        Files.delete(tree.resolve("new.txt"));

        assertThat(apply(part("new.txt"))).isZero();
        assertThat(tree.resolve("code.txt")).hasContent(lines());
        assertThat(apply(part("code.txt", 2))).isZero();
        assertThat(tree.resolve("code.txt")).hasContent(lines(38));
        assertThat(apply(part("code.txt"))).isZero();

        assertThat(tree.resolve("code.txt")).hasContent(lines(3, 38));
        assertThat(tree.resolve("new.txt")).hasContent("new\n");
    }

    @Test
    void appliesOneOfTwoAppliedHunksAgain() throws Exception {
        openBranch();
        apply(part("code.txt", 1), part("code.txt", 2));
        Files.writeString(tree.resolve("code.txt"), lines(38)); // The user reverted the first one.

        assertThat(apply(part("code.txt", 1))).isEqualTo(1);

        assertThat(tree.resolve("code.txt")).hasContent(lines(3, 38));
    }

    @Test
    void saysThatAPartIsAppliedAlready() throws Exception {
        openBranch();
        apply(part("code.txt", 1));

        assertThatThrownBy(() -> apply(part("code.txt", 1))).hasMessageContaining("already in the working tree");
        apply();
        assertThatThrownBy(this::apply).hasMessageContaining("already in the working tree");
        assertThat(tree.resolve("code.txt")).hasContent(lines(3, 38));
    }

    @Test
    void doesNotApplyAgainWhatTheUserRevertedIfTheRestIsApplied() throws Exception {
        openBranch();
        apply(part("code.txt"));
        repository.git("checkout", "-q", "--", "code.txt");

        apply();

        assertThat(tree.resolve("code.txt")).hasContent(lines());
        assertThat(tree.resolve("new.txt")).hasContent("new\n");
    }

    @Test
    void keepsLaterChangesOfTheUserWhenAnUndoIsApplied() throws Exception {
        openBranch();
        apply();
        Files.writeString(tree.resolve("code.txt"), lines(3, 38).replace("line 20", "line 20 of the user"));
        write("code.txt", lines(3));

        commit();
        apply();

        assertThat(tree.resolve("code.txt")).hasContent(lines(3).replace("line 20", "line 20 of the user"));
    }

    @Test
    void saysThatAllChangesWereUndone() throws Exception {
        openBranch();
        apply();
        write("code.txt", lines());
        Files.delete(workspaces.openExisting(project, RUN).directory().resolve("new.txt"));
        commit();
        apply();

        assertThatThrownBy(this::apply)
                .hasMessage("the changes of run run-1 were undone, and the working tree contains none of them");

        assertThat(tree.resolve("code.txt")).hasContent(lines());
        assertThat(tree.resolve("new.txt")).doesNotExist();
    }

    @Test
    void refusesAnUndoOfWhatTheUserChangedSince() throws Exception {
        openBranch();
        apply();
        Files.writeString(tree.resolve("code.txt"), lines(3, 38).replace("changed 38", "mine 38"));
        write("code.txt", lines(3));

        commit();

        assertThatThrownBy(this::apply).hasMessageContaining("code.txt was also changed by you");
        assertThat(tree.resolve("code.txt")).hasContent(lines(3, 38).replace("changed 38", "mine 38"));
    }

    @Test
    void appliesAfterTheBaseWasAmendedAndRebased() throws Exception {
        openBranch();
        repository.write("code.txt", lines().replace("line 20", "line 20 amended"));
        repository.git("commit", "-q", "-a", "--amend", "-m", "Amended");
        repository.git("checkout", "-q", "--orphan", "other");
        repository.git("commit", "-q", "-m", "Rebased");
        repository.git("branch", "-q", "-D", "main");
        repository.git("reflog", "expire", "--expire=now", "--all");
        repository.git("gc", "-q", "--prune=now");

        apply();

        assertThat(tree.resolve("code.txt")).hasContent(lines(3, 38).replace("line 20", "line 20 amended"));
        assertThat(tree.resolve("new.txt")).hasContent("new\n");
    }

    @Test
    void saysThatAFileIsOutsideOfTheSparseCheckout() throws Exception {
        createSparseBranch();
        write("out/b.txt", "b changed\n");
        commit();

        assertThatThrownBy(() -> apply(part("out/b.txt")))
                .hasMessageContaining("out/b.txt is outside of your sparse checkout")
                .hasMessageContaining("git sparse-checkout add");
        assertThat(apply(part("code.txt"), part("new.txt"))).isEqualTo(1);
        repository.git("sparse-checkout", "add", "out");
        apply();
        assertThat(tree.resolve("out/b.txt")).hasContent("b changed\n");
    }

    @Test
    void aFileThatTheUserDeletedIsStillAConflict() throws Exception {
        createSparseBranch();
        Files.delete(tree.resolve("code.txt"));

        assertThatThrownBy(() -> apply(part("code.txt"))).hasMessageContaining("code.txt was also changed by you");
    }
}
