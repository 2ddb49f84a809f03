package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunEvent.FileChange;
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

/** Repositories in a project that are not its submodules, and submodules that somebody prepared to mislead the server. */
@Execution(ExecutionMode.CONCURRENT)
class NestedRepositoriesTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private TestRepository parent;
    private Project project;

    @BeforeEach
    void createProject() throws Exception {
        tree = folder.resolve("tree");
        parent = TestRepository.create(tree, "greet.txt", "line 3\n");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    private Workspace open() {
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, RUN);
    }

    private RunBranchStore.Commit commit(Workspace workspace) throws Exception {
        return new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY)
                .commit(project, RUN, workspace.baseCommit(), TestRepository.patch(workspace), "/code x");
    }

    /** Opens a workspace that has only the files of the project, and must name one directory with this reason. */
    private void expectLeftOut(String path, String reason) {
        Workspace workspace = open();

        assertThat(workspace.leftOut()).singleElement().satisfies(left -> {
            assertThat(left.path()).isEqualTo(path);
            assertThat(left.reason()).contains(reason);
        });
        assertThat(workspace.directory().resolve("greet.txt")).hasContent("line 3\n");
        assertThat(workspace.directory().resolve(path)).doesNotExist();
    }

    private void register(String path) throws Exception {
        parent.write(
                ".gitmodules",
                "[submodule \"x\"]\n\tpath = " + path + "\n\turl = ext::sh -c touch% " + folder + "/executed\n");
    }

    @Test
    void leavesOutARepositoryWithoutACommit() throws Exception {
        Files.createDirectories(tree.resolve("tool"));
        parent.at("tool").git("init", "-q");
        parent.write("tool/x.txt", "x\n");

        expectLeftOut("tool", "a nested repository and not a submodule");
    }

    @Test
    void leavesOutARepositoryAndNamesWhatIsWrittenThere() throws Exception {
        TestRepository lib = TestRepository.create(tree.resolve("lib"), "lib.txt", "lib 1\n");

        expectLeftOut("lib", "a nested repository and not a submodule");
        Workspace workspace = open();
        Files.createDirectories(workspace.directory().resolve("lib"));
        Files.writeString(workspace.directory().resolve("lib/new.txt"), "made by a command\n");
        RunBranchStore.Commit onlyLeftOut = commit(workspace);
        Files.writeString(workspace.directory().resolve("greet.txt"), "line 4\n");
        RunBranchStore.Commit commit = commit(workspace);

        assertThat(onlyLeftOut.isEmpty()).isTrue();
        assertThat(onlyLeftOut.leftOut()).extracting(LeftOutPath::path).containsExactly("lib/new.txt");
        assertThat(commit.leftOut()).extracting(LeftOutPath::path).containsExactly("lib/new.txt");
        assertThat(commit.files()).extracting(FileChange::path).containsExactly("greet.txt");
        assertThat(parent.git("ls-tree", "-r", "--name-only", "codeagent/run-1"))
                .isEqualTo("greet.txt");
        assertThat(lib.git("for-each-ref", "refs/codeagent", "refs/heads/codeagent"))
                .isEmpty();
    }

    @Test
    void leavesOutARepositoryThatIsOnlyStaged() throws Exception {
        TestRepository.create(tree.resolve("lib"), "lib.txt", "lib 1\n");
        parent.git("add", "lib");

        expectLeftOut("lib", "a nested repository and not a submodule");
    }

    @Test
    void leavesOutACommittedRepositoryThatIsNoSubmodule() throws Exception {
        TestRepository.create(tree.resolve("lib"), "lib.txt", "lib 1\n");
        parent.commitAll();

        expectLeftOut("lib", ".gitmodules does not list");
        assertThat(parent.git("status", "--short")).isEmpty();
    }

    @Test
    void leavesOutALinkedWorkingTree() throws Exception {
        parent.git("worktree", "add", "-q", "wt");

        expectLeftOut("wt", "a nested repository and not a submodule");
    }

    @Test
    void leavesOutASubmoduleWithoutACommit() throws Exception {
        Files.createDirectories(tree.resolve("lib"));
        parent.at("lib").git("init", "-q");
        register("lib");

        expectLeftOut("lib", "without a commit");
    }

    @Test
    void doesNotFollowASubmoduleOutOfTheProject() throws Exception {
        TestRepository secret = TestRepository.create(folder.resolve("secret"), "key.txt", "key\n");
        Files.createDirectories(tree.resolve("lib"));
        for (String target : List.of(secret.directory() + "/.git", "../../secret/.git")) {
            parent.write("lib/.git", "gitdir: " + target + "\n");
            register("lib");

            expectLeftOut("lib", "does not belong to the project");
            SecureTreeDeleter.delete(folder.resolve("data"));
        }
        Files.delete(tree.resolve("lib/.git"));
        Files.createSymbolicLink(tree.resolve("lib/.git"), secret.directory().resolve(".git"));
        expectLeftOut("lib", "does not belong to the project");
        assertThat(secret.git("for-each-ref", "refs/codeagent")).isEmpty();
    }

    @Test
    void doesNotFollowLinksAndNamesOfASubmoduleOutOfTheProject() throws Exception {
        TestRepository secret = TestRepository.create(folder.resolve("secret"), "key.txt", "key\n");
        parent.git("update-index", "--add", "--cacheinfo", "160000," + secret.git("rev-parse", "HEAD") + ",lib");
        parent.git("commit", "-q", "-m", "Gitlink");
        Files.createSymbolicLink(tree.resolve("lib"), secret.directory());
        for (String path : List.of("lib", "../secret", secret.directory().toString(), ".", "x/../../secret")) {
            register(path);

            Workspace workspace = open();

            assertThat(workspace.leftOut()).isEmpty();
            assertThat(Files.isSymbolicLink(workspace.directory().resolve("lib")))
                    .isTrue();
            SecureTreeDeleter.delete(folder.resolve("data"));
        }
        assertThat(secret.git("for-each-ref", "refs/codeagent")).isEmpty();
    }

    @Test
    void doesNotFollowALinkAboveASubmodule() throws Exception {
        TestRepository secret = TestRepository.create(folder.resolve("outside/lib"), "key.txt", "key\n");
        parent.git("update-index", "--add", "--cacheinfo", "160000," + secret.git("rev-parse", "HEAD") + ",sub/lib");
        parent.git("commit", "-q", "-m", "Gitlink");
        Files.createSymbolicLink(tree.resolve("sub"), folder.resolve("outside"));
        for (String registered : List.of("sub/lib", "sub/other")) {
            TestRepository.create(folder.resolve("outside/other"), "key.txt", "key\n");
            register(registered);

            Workspace workspace = open();

            assertThat(workspace.leftOut()).isEmpty();
            assertThat(workspace.directory().resolve("sub")).isSymbolicLink();
            assertThat(workspace.baseFiles(List.of()).readText(registered + "/key.txt"))
                    .isEmpty();
            SecureTreeDeleter.delete(folder.resolve("data"));
            SecureTreeDeleter.delete(folder.resolve("outside/other"));
        }
        assertThat(secret.git("for-each-ref", "refs/codeagent")).isEmpty();
    }

    @Test
    void leavesOutASubmoduleWithForeignObjects() throws Exception {
        TestRepository secret = TestRepository.create(folder.resolve("secret"), "key.txt", "key\n");
        TestRepository lib = TestRepository.create(tree.resolve("lib"), "lib.txt", "lib 1\n");
        Files.writeString(
                lib.directory().resolve(".git/objects/info/alternates"),
                secret.directory().resolve(".git/objects") + "\n");
        register("lib");

        expectLeftOut("lib", "does not belong to the project");
    }

    @Test
    void twoSubmodulesDoNotShareARepository() throws Exception {
        TestRepository library = TestRepository.create(folder.resolve("library"), "lib.txt", "lib 1\n");
        parent.addSubmodule(library, "lib");
        parent.write("twin/.git", "gitdir: ../.git/modules/lib\n");
        parent.write(
                ".gitmodules", Files.readString(tree.resolve(".gitmodules")) + "[submodule \"t\"]\n\tpath = twin\n");

        expectLeftOut("twin", "another submodule uses the same repository");
    }

    @Test
    void executesNothingThatASubmoduleNames() throws Exception {
        TestRepository lib = TestRepository.create(tree.resolve("lib"), "lib.txt", "lib 1\n");
        Path script = folder.resolve("script.sh");
        Files.writeString(script, "#!/bin/sh\ntouch " + folder + "/executed\ncat\n");
        script.toFile().setExecutable(true);
        lib.write(".gitattributes", "*.dat filter=evil\n");
        lib.write("model.dat", "1\n");
        lib.commitAll();
        for (String key : List.of(
                "core.fsmonitor",
                "filter.evil.clean",
                "filter.evil.process",
                "core.sshCommand",
                "core.alternateRefsCommand",
                "diff.external")) {
            lib.git("config", key, script.toString());
        }
        for (String hook : List.of("reference-transaction", "post-index-change", "post-checkout")) {
            Files.copy(script, lib.directory().resolve(".git/hooks").resolve(hook));
        }
        register("lib");
        parent.write(
                ".gitmodules",
                Files.readString(tree.resolve(".gitmodules")) + "\tignore = none\n\tupdate = !" + script + "\n");
        lib.write("lib.txt", "lib 2\n");
        Files.deleteIfExists(folder.resolve("executed"));

        Workspace workspace = open();
        Files.writeString(workspace.directory().resolve("lib/lib.txt"), "lib 3\n");
        commit(workspace);
        new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY).apply(project, RUN, List.of());

        assertThat(lib.directory().resolve("lib.txt")).hasContent("lib 3\n");
        assertThat(folder.resolve("executed")).doesNotExist();
    }
}
