package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Submodules in workspaces and patches. */
@Execution(ExecutionMode.CONCURRENT)
class SubmodulesTest extends SubmoduleFixture {
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
        assertThat(workspace.baseFiles(List.of()).readText("third party/lib/lib.txt"))
                .contains("lib 1, uncommitted");
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
        assertThat(superproject.git("rev-parse", "codeagent/run-1:third party/lib"))
                .isEqualTo(tip);
        assertThat(module.git("show", "codeagent/run-1:new.txt")).isEqualTo("made by the agent");
        assertThat(superproject.git("diff", "--name-only", "codeagent/run-1~1", "codeagent/run-1"))
                .isEqualTo("greet.txt\nthird party/lib");
        superproject.git("fsck", "--strict");
        module.git("fsck", "--strict");
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
    void submoduleMayMatchAnIgnoreRule() throws Exception {
        superproject.write(".gitignore", "third party\n");

        Workspace workspace = open();
        Files.writeString(workspace.directory().resolve("third party/lib/lib.txt"), "lib 2\n");
        commit(workspace);
        branches.apply(project, RUN, List.of());

        assertThat(tree.resolve("third party/lib/lib.txt")).hasContent("lib 2\n");
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
        assertThat(superproject.git("ls-tree", "codeagent/run-1", "third party/lib"))
                .startsWith("160000");
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
    void readsFilesOfSubmodulesOfACommit() throws Exception {
        String tip = changeBoth().id();

        CommitChanges changes = branches.readChanges(project, tip);
        changes.load(List.of("third party/lib/lib.txt"));
        assertThat(changes.after("third party/lib/lib.txt")).contains("lib 2\n");
        assertThat(changes.before("third party/lib/lib.txt")).contains("lib 1\n");
        assertThat(changes.existing(List.of("third party/lib/lib.txt", "third party/lib/none.txt")))
                .containsExactly("third party/lib/lib.txt");
    }

    @Test
    void testsGetTheFilesOfSubmodulesOfTheBranch() throws Exception {
        RunBranchStore.Commit commit = changeBoth();

        Workspace fresh = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .createForTests(
                        project,
                        RUN,
                        1,
                        RunBranchStore.branchRef(RUN),
                        commit.id(),
                        open().baseCommit(),
                        ProgressListener.NO_OP);

        assertThat(fresh.directory().resolve("third party/lib/lib.txt")).hasContent("lib 2\n");
        assertThat(fresh.directory().resolve("greet.txt")).hasContent("line 4\n");
    }
}
