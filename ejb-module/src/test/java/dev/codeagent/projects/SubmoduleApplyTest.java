package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Applies, undoes and discards patches that change a submodule. */
@Execution(ExecutionMode.CONCURRENT)
class SubmoduleApplyTest extends SubmoduleFixture {
    /** A run changed both repositories. */
    private static final PreparedDirectory CHANGED = PreparedDirectory.create(directory -> {
        var run = new SubmoduleApplyTest();
        run.folder = directory;
        run.copy(PREPARED);
        run.changeBoth();
    });

    @Override
    PreparedDirectory prepared() {
        return CHANGED;
    }

    @Test
    void appliesShowsAndDiscardsBothParts() throws Exception {

        assertThat(new String(branches.diff(project, RUN), StandardCharsets.UTF_8))
                .contains("diff --git a/greet.txt b/greet.txt")
                .contains("+++ b/third party/lib/new.txt")
                .doesNotContain("Subproject commit");
        assertThat(branches.listFiles(project, RUN))
                .extracting(PatchFile::path)
                .containsExactly("greet.txt", "third party/lib/lib.txt", "third party/lib/new.txt");
        assertThat(branches.apply(project, RUN, List.of())).isZero();
        assertThat(tree.resolve("greet.txt")).hasContent("line 4\n");
        assertThat(tree.resolve("third party/lib/lib.txt")).hasContent("lib 2\n");
        assertThat(tree.resolve("third party/lib/new.txt")).hasContent("made by the agent\n");
        assertThat(superproject.git("diff", "--cached", "--name-only")).isEmpty();
        assertThat(branches.hasAppliedChanges(project, RUN)).isTrue();

        branches.discard(project, RUN);

        assertThat(superproject.git("for-each-ref", "refs/codeagent", "refs/heads/codeagent"))
                .isEmpty();
        assertThat(module.git("for-each-ref", "refs/codeagent", "refs/heads/codeagent"))
                .isEmpty();
    }

    @Test
    void appliesAFileOfASubmoduleAlone() throws Exception {

        int remaining =
                branches.apply(project, RUN, List.of(new PatchSelection("third party/lib/lib.txt", List.of(1))));

        assertThat(remaining).isEqualTo(2);
        assertThat(tree.resolve("third party/lib/lib.txt")).hasContent("lib 2\n");
        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
    }

    @Test
    void appliesNothingIfOnePartConflicts() throws Exception {
        module.write("lib.txt", "lib of the user\n");

        assertThatThrownBy(() -> branches.apply(project, RUN, List.of()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("third party/lib/lib.txt was also changed by you");

        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
        assertThat(tree.resolve("third party/lib/new.txt")).doesNotExist();
        assertThat(branches.hasAppliedChanges(project, RUN)).isFalse();
    }

    @Test
    void restoresAllPartsIfOneCannotBeRecorded() throws Exception {
        // Another process holds the lock of the ref that records what is applied.
        Path refs = Path.of(module.git("rev-parse", "--absolute-git-dir")).resolve("refs/codeagent/accepted");
        Files.createDirectories(refs);
        Files.createFile(refs.resolve("run-1.lock"));

        assertThatThrownBy(() -> branches.apply(project, RUN, List.of()))
                .isInstanceOf(AgentException.class)
                .hasMessageEndingWith("; the working tree has its previous content again");

        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
        assertThat(tree.resolve("third party/lib/lib.txt")).hasContent("lib 1\n");
        assertThat(tree.resolve("third party/lib/new.txt")).doesNotExist();
        Files.delete(refs.resolve("run-1.lock"));
        assertThat(branches.hasAppliedChanges(project, RUN)).isFalse();
        assertThat(branches.apply(project, RUN, List.of())).isZero();
    }

    @Test
    void takesBackAnApplyThatACrashInterrupted() throws Exception {
        Files.writeString(tree.resolve("greet.txt"), "line 4\n"); // What the crashed apply wrote.
        var locator = new RepositoryLocator(
                folder.resolve("data"),
                PathMapping.IDENTITY,
                new ProjectRoots(folder.resolve("data"), java.util.Optional.empty()));
        String ours = superproject.git("rev-parse", "codeagent/run-1~1^{tree}");
        String merged = superproject.git("rev-parse", "codeagent/run-1^{tree}");
        Files.writeString(
                ApplyJournal.of(locator, project).file(),
                "/ " + ours + " " + merged + " refs/codeagent/accepted/run-1 -\n");

        branches.discard(project, RUN);

        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
        assertThat(ApplyJournal.of(locator, project).file()).doesNotExist();
    }

    @Test
    void undoneChangesOfASubmoduleAreRemovedByTheNextApply() throws Exception {
        branches.apply(project, RUN, List.of());
        Workspace workspace = open();
        Files.delete(workspace.directory().resolve("third party/lib/new.txt"));
        Files.writeString(workspace.directory().resolve("third party/lib/lib.txt"), "lib 1\n");

        RunBranchStore.Commit commit = commit(workspace);
        branches.apply(project, RUN, List.of());

        assertThat(commit.files()).extracting(FileChange::path).containsExactly("greet.txt");
        assertThat(tree.resolve("third party/lib/new.txt")).doesNotExist();
        assertThat(tree.resolve("third party/lib/lib.txt")).hasContent("lib 1\n");
        assertThat(tree.resolve("greet.txt")).hasContent("line 4\n");
        assertThat(superproject.git("rev-parse", "codeagent/run-1:third party/lib"))
                .isEqualTo(module.git("rev-parse", "HEAD"));
    }

    @Test
    void removedSubmoduleStopsTheApplyWithTheReason() throws Exception {
        superproject.git("submodule", "--quiet", "deinit", "-f", "third party/lib");

        assertThatThrownBy(() -> branches.apply(project, RUN, List.of()))
                .hasMessageContaining("submodule 'third party/lib'")
                .hasMessageContaining("not initialised");

        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
    }

    @Test
    void doesNotFollowALinkThatReplacedTheDirectoryOfASubmodule() throws Exception {
        Path moved = folder.resolve("moved");
        String gitDirectory = module.git("rev-parse", "--absolute-git-dir");
        Files.move(tree.resolve("third party"), moved);
        Files.writeString(moved.resolve("lib/.git"), "gitdir: " + gitDirectory + "\n");
        Files.createSymbolicLink(tree.resolve("third party"), moved);

        assertThatThrownBy(() -> branches.apply(project, RUN, List.of()))
                .hasMessageContaining("submodule 'third party/lib'")
                .hasMessageContaining("its path contains a symbolic link");

        assertThat(moved.resolve("lib/lib.txt")).hasContent("lib 1\n");
        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
    }
}
