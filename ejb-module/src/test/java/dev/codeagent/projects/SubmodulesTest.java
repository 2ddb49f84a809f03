package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunEvent.LeftOutPath;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Submodules in workspaces, patches, applies and discards. */
@Execution(ExecutionMode.CONCURRENT)
class SubmodulesTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private TestRepository superproject;
    private TestRepository module;
    private RunBranchStore branches;
    private Project project;

    @BeforeEach
    void createProject() throws Exception {
        TestRepository library = TestRepository.create(folder.resolve("library"), "lib.txt", "lib 1\n");
        tree = folder.resolve("tree");
        superproject = TestRepository.create(tree, "greet.txt", "line 3\n");
        superproject.addSubmodule(library, "third party/lib");
        superproject.commitAll();
        module = superproject.at("third party/lib");
        branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    private Workspace open() {
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, RUN);
    }

    private RunBranchStore.Commit commit(Workspace workspace) throws Exception {
        var clone = new TestRepository(workspace.directory());
        clone.git("add", "-A");
        byte[] patch = clone.output("diff", "--cached", "--binary", "--full-index", workspace.baseCommit());
        return branches.commit(project, RUN, workspace.baseCommit(), patch, "/code x");
    }

    /** Both repositories get a change. */
    private RunBranchStore.Commit changeBoth() throws Exception {
        Workspace workspace = open();
        Files.writeString(workspace.directory().resolve("third party/lib/new.txt"), "made by the agent\n");
        Files.writeString(workspace.directory().resolve("third party/lib/lib.txt"), "lib 2\n");
        Files.writeString(workspace.directory().resolve("greet.txt"), "line 4\n");
        return commit(workspace);
    }

    @Test
    void workspaceContainsTheFilesOfSubmodules() throws Exception {
        module.write("lib.txt", "lib 1, uncommitted\n");
        module.write("untracked.txt", "untracked\n");

        Workspace workspace = open();

        Path lib = workspace.directory().resolve("third party/lib");
        assertThat(lib.resolve("lib.txt")).hasContent("lib 1, uncommitted\n");
        assertThat(lib.resolve("untracked.txt")).hasContent("untracked\n");
        assertThat(lib.resolve(".git")).doesNotExist();
        assertThat(workspace.uncommittedIncluded()).isTrue();
        assertThat(workspace.leftOut()).isEmpty();
        assertThat(workspace.projectCommit()).isEqualTo(superproject.git("rev-parse", "HEAD"));
        assertThat(workspace.baseFiles().readText("third party/lib/lib.txt")).contains("lib 1, uncommitted");
        assertThat(superproject.git("status", "--short")).isEqualTo("m \"third party/lib\"");
    }

    @Test
    void commitsThePartOfASubmoduleInItsOwnRepository() throws Exception {
        RunBranchStore.Commit commit = changeBoth();

        assertThat(commit.files())
                .extracting(FileChange::path)
                .containsExactly("greet.txt", "third party/lib/lib.txt", "third party/lib/new.txt");
        assertThat(commit.leftOut()).isEmpty();
        String tip = module.git("rev-parse", "codeagent/run-1");
        assertThat(superproject.git("rev-parse", "codeagent/run-1:third party/lib")).isEqualTo(tip);
        assertThat(module.git("show", "codeagent/run-1:new.txt")).isEqualTo("made by the agent");
        assertThat(superproject.git("diff", "--name-only", "codeagent/run-1~1", "codeagent/run-1"))
                .isEqualTo("greet.txt\nthird party/lib");
        superproject.git("fsck", "--strict");
        module.git("fsck", "--strict");
    }

    @Test
    void appliesShowsAndDiscardsBothParts() throws Exception {
        changeBoth();

        assertThat(branches.diff(project, RUN))
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

        assertThat(superproject.git("for-each-ref", "refs/codeagent", "refs/heads/codeagent")).isEmpty();
        assertThat(module.git("for-each-ref", "refs/codeagent", "refs/heads/codeagent")).isEmpty();
    }

    @Test
    void appliesAFileOfASubmoduleAlone() throws Exception {
        changeBoth();

        int remaining = branches.apply(
                project, RUN, List.of(new PatchSelection("third party/lib/lib.txt", List.of(1))));

        assertThat(remaining).isEqualTo(2);
        assertThat(tree.resolve("third party/lib/lib.txt")).hasContent("lib 2\n");
        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
    }

    @Test
    void appliesNothingIfOnePartConflicts() throws Exception {
        changeBoth();
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
    void restoresAllPartsIfOneCannotBeWritten() throws Exception {
        changeBoth();
        Path lib = tree.resolve("third party/lib");
        // Git can check the patch, but not write it.
        org.junit.jupiter.api.Assumptions.assumeFalse("root".equals(System.getProperty("user.name")));
        lib.toFile().setWritable(false);
        try {
            assertThatThrownBy(() -> branches.apply(project, RUN, List.of())).isInstanceOf(AgentException.class);
        } finally {
            lib.toFile().setWritable(true);
        }

        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
        assertThat(branches.hasAppliedChanges(project, RUN)).isFalse();
    }

    @Test
    void takesBackAnApplyThatACrashInterrupted() throws Exception {
        changeBoth();
        Files.writeString(tree.resolve("greet.txt"), "line 4\n"); // What the crashed apply wrote.
        var locator = new RepositoryLocator(
                folder.resolve("data"), PathMapping.IDENTITY, new ProjectRoots(folder.resolve("data"), java.util.Optional.empty()));
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
        changeBoth();
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
    void submoduleMayBeAtAnotherCommitThanRecorded() throws Exception {
        module.write("lib.txt", "lib, newer\n");
        module.commitAll();

        Workspace workspace = open();
        Files.writeString(workspace.directory().resolve("third party/lib/lib.txt"), "lib, by the agent\n");
        commit(workspace);
        branches.apply(project, RUN, List.of());

        assertThat(workspace.uncommittedIncluded()).isTrue();
        assertThat(tree.resolve("third party/lib/lib.txt")).hasContent("lib, by the agent\n");
        assertThat(module.git("log", "--format=%s", "codeagent/run-1")).startsWith("/code x\nCommit\n");
    }

    @Test
    void submoduleMayBeStagedOnly() throws Exception {
        TestRepository other = TestRepository.create(folder.resolve("other"), "o.txt", "o 1\n");
        superproject.addSubmodule(other, "staged");

        Workspace workspace = open();
        Files.writeString(workspace.directory().resolve("staged/o.txt"), "o 2\n");
        commit(workspace);
        branches.apply(project, RUN, List.of());

        assertThat(workspace.leftOut()).isEmpty();
        assertThat(tree.resolve("staged/o.txt")).hasContent("o 2\n");
    }

    @Test
    void submodulesMayContainSubmodules() throws Exception {
        TestRepository inner = TestRepository.create(folder.resolve("inner"), "in.txt", "in 1\n");
        module.addSubmodule(inner, "inner");
        module.commitAll();

        Workspace workspace = open();
        Files.writeString(workspace.directory().resolve("third party/lib/inner/in.txt"), "in 2\n");
        RunBranchStore.Commit commit = commit(workspace);
        branches.apply(project, RUN, List.of());

        assertThat(commit.files()).extracting(FileChange::path).containsExactly("third party/lib/inner/in.txt");
        assertThat(tree.resolve("third party/lib/inner/in.txt")).hasContent("in 2\n");
        String outer = superproject.git("rev-parse", "codeagent/run-1:third party/lib");
        assertThat(module.git("rev-parse", outer + ":inner"))
                .isEqualTo(module.at("inner").git("rev-parse", "codeagent/run-1"));
    }

    @Test
    void gitDirectoryOfASubmoduleMayBeInIt() throws Exception {
        TestRepository own = TestRepository.create(tree.resolve("own"), "own.txt", "own 1\n");
        superproject.git("add", "own");
        superproject.write(
                ".gitmodules", Files.readString(tree.resolve(".gitmodules")) + "[submodule \"own\"]\n\tpath = own\n");

        Workspace workspace = open();
        Files.writeString(workspace.directory().resolve("own/own.txt"), "own 2\n");
        commit(workspace);
        branches.apply(project, RUN, List.of());

        assertThat(own.directory().resolve("own.txt")).hasContent("own 2\n");
    }

    @Test
    void uninitialisedSubmoduleIsLeftOutAndStaysInTheProject() throws Exception {
        superproject.git("submodule", "--quiet", "deinit", "-f", "third party/lib");

        Workspace workspace = open();
        Files.createDirectories(workspace.directory().resolve("third party/lib"));
        Files.writeString(workspace.directory().resolve("third party/lib/new.txt"), "made by a command\n");
        Files.writeString(workspace.directory().resolve("greet.txt"), "line 4\n");
        RunBranchStore.Commit commit = commit(workspace);

        assertThat(workspace.leftOut()).singleElement().satisfies(left -> {
            assertThat(left.path()).isEqualTo("third party/lib");
            assertThat(left.reason()).contains("not initialised").contains("git submodule update --init");
        });
        assertThat(commit.leftOut()).extracting(LeftOutPath::path).containsExactly("third party/lib/new.txt");
        assertThat(commit.files()).extracting(FileChange::path).containsExactly("greet.txt");
        assertThat(superproject.git("ls-tree", "codeagent/run-1", "third party/lib")).startsWith("160000");
        assertThat(superproject.git("status", "--short")).isEmpty();
    }

    @Test
    void aSubmoduleIsNotReplacedByAFile() throws Exception {
        Workspace workspace = open();
        Files.delete(workspace.directory().resolve("third party/lib/lib.txt"));
        Files.delete(workspace.directory().resolve("third party/lib"));
        Files.writeString(workspace.directory().resolve("third party/lib"), "a file\n");

        RunBranchStore.Commit commit = commit(workspace);

        assertThat(commit.leftOut()).singleElement().satisfies(left -> {
            assertThat(left.path()).isEqualTo("third party/lib");
            assertThat(left.reason()).contains("would replace the submodule");
        });
        assertThat(commit.files()).extracting(FileChange::path).containsExactly("third party/lib/lib.txt");
    }

    @Test
    void removedSubmoduleStopsTheApplyWithTheReason() throws Exception {
        changeBoth();
        superproject.git("submodule", "--quiet", "deinit", "-f", "third party/lib");

        assertThatThrownBy(() -> branches.apply(project, RUN, List.of()))
                .hasMessageContaining("submodule 'third party/lib'")
                .hasMessageContaining("not initialised");

        assertThat(tree.resolve("greet.txt")).hasContent("line 3\n");
    }

    @Test
    void readsFilesOfSubmodulesOfACommit() throws Exception {
        String tip = changeBoth().id();

        assertThat(branches.readFile(project, tip, "third party/lib/lib.txt")).contains("lib 2\n");
        assertThat(branches.readFile(project, tip + "~1", "third party/lib/lib.txt")).contains("lib 1\n");
        assertThat(branches.readFile(project, tip, "third party/lib/none.txt")).isEmpty();
    }

    @Test
    void testsGetTheFilesOfSubmodulesOfTheBranch() throws Exception {
        RunBranchStore.Commit commit = changeBoth();

        Workspace fresh = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .createForTests(project, RUN, 1, RunBranchStore.branchRef(RUN), commit.id(), open().baseCommit());

        assertThat(fresh.directory().resolve("third party/lib/lib.txt")).hasContent("lib 2\n");
        assertThat(fresh.directory().resolve("greet.txt")).hasContent("line 4\n");
    }
}
