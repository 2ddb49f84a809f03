package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.HostPaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A repository as an archive may bring it: whatever its configuration names, the server does not run it. */
@Execution(ExecutionMode.CONCURRENT)
class HostileRepositoryTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private Path trap;

    @BeforeEach
    void repository() throws Exception {
        tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "one\ntwo\n");
        Files.writeString(tree.resolve(".gitattributes"), "*.txt filter=evil diff=evil merge=evil\n");
        git("init", "-q", "-b", "main");
        git("add", "-A");
        git("commit", "-q", "-m", "Begin");
        trap = folder.resolve("trap");
        Files.writeString(trap, "#!/bin/sh\necho \"$0 $*\" >> '" + folder.resolve("sprung") + "'\ncat\n");
        Files.setPosixFilePermissions(trap, EnumSet.allOf(PosixFilePermission.class));
    }

    @AfterEach
    void nothingWasRun() {
        assertThat(folder.resolve("sprung")).doesNotExist();
    }

    private String git(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-c", "user.name=T", "-c", "user.email=t@example.org"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private void configure(String... keysAndValues) throws Exception {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            git("config", keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    /** Everything that the server does with a project's repository: a clone, a branch, a diff, a merge into the tree. */
    private void wholeWay() throws Exception {
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        Files.writeString(tree.resolve("new.txt"), "untracked\n");
        Workspace workspace = new Workspaces(folder.resolve("data"), HostPaths.SAME).open(project, RUN);
        assertThat(workspace.directory().resolve("a.txt")).hasContent("one\ntwo\n");
        assertThat(workspace.directory().resolve("new.txt")).hasContent("untracked\n");
        byte[] patch = """
                diff --git a/a.txt b/a.txt
                --- a/a.txt
                +++ b/a.txt
                @@ -1,2 +1,2 @@
                 one
                -two
                +deux
                """.getBytes(StandardCharsets.UTF_8);
        var branches = new RunBranch(folder.resolve("data"), HostPaths.SAME);
        branches.commit(project, RUN, workspace.base(), patch, "/code x");
        assertThat(branches.diff(project, RUN)).contains("+deux");
        assertThat(branches.parts(project, RUN)).hasSize(1);
        Files.writeString(tree.resolve("a.txt"), "zero\none\ntwo\n");
        branches.apply(project, RUN, List.of());
        assertThat(tree.resolve("a.txt")).hasContent("zero\none\ndeux\n");
        branches.discard(project, RUN);
    }

    @Test
    void runsNoFilterDiffOrMergeProgram() throws Exception {
        configure(
                "filter.evil.clean", trap + " clean",
                "filter.evil.smudge", trap + " smudge",
                "filter.evil.required", "true",
                "diff.evil.textconv", trap + " textconv",
                "diff.evil.command", trap + " diff",
                "diff.external", trap + " external",
                "merge.evil.driver", trap + " merge");

        wholeWay();
    }

    @Test
    void runsNoFilterProcess() throws Exception {
        configure("filter.evil.process", trap + " process", "filter.evil.required", "true");

        wholeWay();
    }

    @Test
    void runsNothingThatAnIncludedFileNames() throws Exception {
        Files.writeString(
                folder.resolve("included"), "[filter \"evil\"]\n\tclean = " + trap + "\n\tsmudge = " + trap + "\n");
        configure("include.path", folder.resolve("included").toString());

        wholeWay();
    }

    @Test
    void runsNothingOfAWorktreesOwnConfiguration() throws Exception {
        configure("extensions.worktreeConfig", "true");
        git("config", "--worktree", "filter.evil.clean", trap + " clean");

        wholeWay();
    }

    @Test
    void runsNoHookMonitorEditorOrSigner() throws Exception {
        Path hooks = Files.createDirectories(folder.resolve("hooks"));
        for (String hook : List.of("post-checkout", "post-index-change", "reference-transaction", "post-commit")) {
            Files.copy(trap, hooks.resolve(hook), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(trap, tree.resolve(".git/hooks/" + hook), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        configure(
                "core.hooksPath", hooks.toString(),
                "core.fsmonitor", trap.toString(),
                "core.sshCommand", trap.toString(),
                "core.editor", trap.toString(),
                "core.pager", trap.toString(),
                "core.askPass", trap.toString(),
                "credential.helper", trap.toString(),
                "gpg.program", trap.toString(),
                "commit.gpgSign", "true",
                "uploadpack.packObjectsHook", trap.toString(),
                "core.alternateRefsCommand", trap.toString());

        wholeWay();
    }

    @Test
    void fetchesNoMissingObjectWithTheRepositorysCommand() throws Exception {
        configure(
                "core.repositoryFormatVersion", "1",
                "extensions.partialClone", "evil",
                "remote.evil.url", "ext::" + trap,
                "remote.evil.promisor", "true",
                "remote.evil.uploadpack", trap.toString(),
                "protocol.ext.allow", "always",
                "remote.second.url", tree.toString(),
                "remote.second.promisor", "true",
                "remote.second.uploadpack", trap.toString());
        String missing = git("rev-parse", "HEAD^{tree}").strip();
        Files.delete(tree.resolve(".git/objects/" + missing.substring(0, 2) + "/" + missing.substring(2)));
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> new Workspaces(folder.resolve("data"), HostPaths.SAME).open(project, RUN))
                .isInstanceOf(dev.codeagent.api.error.AgentException.class);
    }

    @Test
    void worksOnTheProjectsFolderWhateverTheRepositoryCallsItsTree() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("secret.txt"), "secret\n");
        configure("core.worktree", other.toString());
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);

        Workspace workspace = new Workspaces(folder.resolve("data"), HostPaths.SAME).open(project, RUN);

        assertThat(workspace.directory().resolve("a.txt")).hasContent("one\ntwo\n");
        assertThat(workspace.directory().resolve("secret.txt")).doesNotExist();
    }

    @Test
    void sharesNoObjectsWithTheClone() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other/objects"));
        Files.writeString(tree.resolve(".git/objects/info/alternates"), other + "\n");
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);

        Workspace workspace = new Workspaces(folder.resolve("data"), HostPaths.SAME).open(project, RUN);

        assertThat(workspace.directory().resolve(".git/objects/info/alternates"))
                .doesNotExist();
        assertThat(Files.readString(workspace.directory().resolve(".git/config")))
                .doesNotContain("evil", "remote");
    }
}
