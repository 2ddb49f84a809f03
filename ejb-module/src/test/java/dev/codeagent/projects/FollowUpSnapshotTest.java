package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A run that works on the result of an earlier one. */
@Execution(ExecutionMode.CONCURRENT)
class FollowUpSnapshotTest extends SubmoduleFixture {
    private static final RunId SECOND = new RunId("run-2");

    private Workspace openSecond() {
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(project, SECOND, Optional.of(RUN), ProgressListener.NO_OP);
    }

    private RunBranchStore.Commit commitSecond(Workspace workspace) throws Exception {
        var clone = new TestRepository(workspace.directory());
        clone.git("add", "-A");
        byte[] patch = clone.output("diff", "--cached", "--binary", "--full-index", workspace.baseCommit());
        return branches.commit(project, SECOND, workspace.baseCommit(), patch, "/code y");
    }

    @Test
    void startsFromTheResultAndNotFromTheWorkingTree() throws Exception {
        superproject.write("untracked.txt", "untracked\n");
        changeBoth();
        superproject.write("greet.txt", "changed by the user meanwhile\n");
        superproject.write("later.txt", "later\n");

        Path files = openSecond().directory();

        assertThat(files.resolve("greet.txt")).hasContent("line 4\n");
        assertThat(files.resolve("third party/lib/lib.txt")).hasContent("lib 2\n");
        assertThat(files.resolve("third party/lib/new.txt")).hasContent("made by the agent\n");
        assertThat(files.resolve("untracked.txt")).hasContent("untracked\n");
        assertThat(files.resolve("later.txt")).doesNotExist();
        assertThat(tree.resolve("greet.txt")).hasContent("changed by the user meanwhile\n");
    }

    @Test
    void itsBranchContinuesThatOfTheEarlierRunAndItsPatchIsTheDifference() throws Exception {
        superproject.write("untracked.txt", "untracked\n");
        changeBoth();
        Workspace workspace = openSecond();
        Files.writeString(workspace.directory().resolve("greet.txt"), "line 5\n");
        Files.writeString(workspace.directory().resolve("third party/lib/new.txt"), "made again\n");

        RunBranchStore.Commit second = commitSecond(workspace);

        assertThat(second.files()).extracting(FileChange::path).containsExactly("greet.txt", "third party/lib/new.txt");
        assertThat(superproject.git("merge-base", "--is-ancestor", "codeagent/run-1", "codeagent/run-2"))
                .isEmpty();
        assertThat(module.git("merge-base", "--is-ancestor", "codeagent/run-1", "codeagent/run-2"))
                .isEmpty();
        assertThat(superproject.git("ls-tree", "--name-only", "codeagent/run-2"))
                .doesNotContain("untracked.txt");
        assertThat(new String(branches.diff(project, SECOND)))
                .contains("-line 4\n+line 5\n", "+made again")
                .doesNotContain("lib 2", "untracked");
        superproject.git("fsck", "--strict");
        module.git("fsck", "--strict");
    }

    @Test
    void bothPatchesApplyOneAfterTheOther() throws Exception {
        changeBoth();
        Workspace workspace = openSecond();
        Files.writeString(workspace.directory().resolve("greet.txt"), "line 5\n");
        commitSecond(workspace);

        assertThatThrownBy(() -> branches.apply(project, SECOND, List.of()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        branches.apply(project, RUN, List.of());
        branches.apply(project, SECOND, List.of());

        assertThat(tree.resolve("greet.txt")).hasContent("line 5\n");
        assertThat(tree.resolve("third party/lib/new.txt")).hasContent("made by the agent\n");
    }

    @Test
    void needsOnlyTheBranchOfTheEarlierRun() throws Exception {
        superproject.write("untracked.txt", "untracked\n");
        changeBoth();
        var directories = new RunDirectories(folder.resolve("data"));
        directories.delete(RUN);
        directories.prune();

        Path files = openSecond().directory();

        assertThat(files.resolve("greet.txt")).hasContent("line 4\n");
        assertThat(files.resolve("third party/lib/new.txt")).hasContent("made by the agent\n");
        assertThat(files.resolve("untracked.txt")).doesNotExist();
    }

    @Test
    void refusesARunWhoseBranchIsGone() throws Exception {
        changeBoth();
        branches.discard(project, RUN);

        assertThatThrownBy(this::openSecond)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_APPLY))
                .hasMessageContaining("codeagent/run-1");
    }
}
