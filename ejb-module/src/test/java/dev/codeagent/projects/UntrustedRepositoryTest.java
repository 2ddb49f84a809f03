package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A repository from an untrusted archive: the server runs no program that its configuration names. */
@Execution(ExecutionMode.CONCURRENT)
class UntrustedRepositoryTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private Path maliciousProgram;

    private static final PreparedDirectory PREPARED = PreparedDirectory.create(directory -> {
        Files.writeString(directory.resolve("a.txt"), "one\ntwo\n");
        Files.writeString(
                directory.resolve(".gitattributes"),
                "*.txt diff=evil merge=evil\n*.dat filter=evil diff=evil merge=evil\n");
        Files.writeString(directory.resolve("b.dat"), "stored\n");
        new TestRepository(directory).commitFirst();
    });

    @BeforeEach
    void createRepository() throws Exception {
        tree = folder.resolve("tree");
        PREPARED.copyTo(tree);
        maliciousProgram = folder.resolve("trap");
        Files.writeString(maliciousProgram, "#!/bin/sh\necho \"$0 $*\" >> '" + folder.resolve("executed") + "'\ncat\n");
        Files.setPosixFilePermissions(maliciousProgram, EnumSet.allOf(PosixFilePermission.class));
    }

    @AfterEach
    void assertNoProgramWasRun() {
        assertThat(folder.resolve("executed")).doesNotExist();
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        return new TestRepository(tree).git(arguments);
    }

    private void configure(String... keysAndValues) throws Exception {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            git("config", keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    /** All operations of the server on a project's repository: workspace, branch, diff, merge into the working tree. */
    private void executeAllGitOperations() throws Exception {
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        Files.writeString(tree.resolve("new.txt"), "untracked\n");
        Files.writeString(tree.resolve("b.dat"), "changed\n");
        Files.writeString(tree.resolve("new.dat"), "untracked\n");
        Workspace workspace =
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, RUN);
        assertThat(workspace.directory().resolve("a.txt")).hasContent("one\ntwo\n");
        assertThat(workspace.directory().resolve("new.txt")).hasContent("untracked\n");
        assertThat(workspace.directory().resolve("b.dat")).hasContent("stored\n");
        assertThat(workspace.directory().resolve("new.dat")).doesNotExist();
        byte[] patch = """
                diff --git a/a.txt b/a.txt
                --- a/a.txt
                +++ b/a.txt
                @@ -1,2 +1,2 @@
                 one
                -two
                +deux
                """.getBytes(StandardCharsets.UTF_8);
        var branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
        branches.commit(project, RUN, workspace.baseCommit(), patch, "/code x");
        assertThat(new String(branches.diff(project, RUN), StandardCharsets.UTF_8))
                .contains("+deux");
        assertThat(branches.listFiles(project, RUN)).hasSize(1);
        Files.writeString(tree.resolve("a.txt"), "zero\none\ntwo\n");
        branches.apply(project, RUN, List.of());
        assertThat(tree.resolve("a.txt")).hasContent("zero\none\ndeux\n");
        branches.discard(project, RUN);
    }

    @Test
    void runsNoFilterDiffOrMergeProgram() throws Exception {
        configure(
                "filter.evil.clean", maliciousProgram + " clean",
                "filter.evil.smudge", maliciousProgram + " smudge",
                "filter.evil.required", "true",
                "diff.evil.textconv", maliciousProgram + " textconv",
                "diff.evil.command", maliciousProgram + " diff",
                "diff.external", maliciousProgram + " external",
                "merge.evil.driver", maliciousProgram + " merge");
        executeAllGitOperations();
    }

    @Test
    void runsNoFilterProcess() throws Exception {
        configure("filter.evil.process", maliciousProgram + " process", "filter.evil.required", "true");
        executeAllGitOperations();
    }

    @Test
    void runsNoProgramOfADriverWithoutAName() throws Exception {
        Files.writeString(tree.resolve(".gitattributes"), "*.dat filter= diff=\n");
        Files.writeString(
                tree.resolve(".git/config"),
                "[filter \"\"]\n\tclean = " + maliciousProgram + "\n\tsmudge = " + maliciousProgram
                        + "\n[diff \"\"]\n\ttextconv = " + maliciousProgram + "\n",
                StandardOpenOption.APPEND);
        executeAllGitOperations();
    }

    @Test
    void runsNoProgramWhoseKeyContainsAnEqualsSign() throws Exception {
        Files.writeString(tree.resolve(".gitattributes"), "*.dat filter=a=b\n");
        configure("filter.a=b.clean", maliciousProgram + " clean", "filter.a=b.smudge", maliciousProgram + " smudge");

        executeAllGitOperations();
    }

    @Test
    void runsNoProgramWhoseKeyIsNotText() throws Exception {
        appendBytes(tree.resolve(".gitattributes"), "*.dat filter=\u00ff\u00fe\n");
        appendBytes(
                tree.resolve(".git/config"),
                "[filter \"\u00ff\u00fe\"]\n\tclean = " + maliciousProgram + "\n\tsmudge = " + maliciousProgram + "\n");
        assertThat(git("hash-object", "b.dat")).isNotBlank();
        assertThat(folder.resolve("executed")).as("git itself runs it").exists();
        Files.delete(folder.resolve("executed"));

        executeAllGitOperations();
    }

    /** @param text each character is a byte */
    private static void appendBytes(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
    }

    /** Every key that this version of git has documentation for, placeholders replaced by the name of the driver. */
    @Test
    void runsNoProgramThatAnyDocumentedKeyNames() throws Exception {
        List<String> keys = git("help", "--config")
                .lines()
                .filter(line -> line.matches("[a-zA-Z]+\\..*[a-zA-Z*>]"))
                .toList();
        assertThat(keys).hasSizeGreaterThan(300).contains("core.fsmonitor");
        var config = new StringBuilder();
        for (String key : keys) {
            String name = key.replaceAll("<[^>]*>|\\*", "evil");
            int first = name.indexOf('.');
            int last = name.lastIndexOf('.');
            String subsection = first < last ? " \"" + name.substring(first + 1, last) + "\"" : "";
            config.append('[')
                    .append(name, 0, first)
                    .append(subsection)
                    .append("]\n\t")
                    .append(name.substring(last + 1).replace("_", "-"))
                    .append(" = ")
                    .append(maliciousProgram)
                    .append('\n');
        }
        Files.writeString(tree.resolve(".git/config"), config);

        executeAllGitOperations();
    }

    @Test
    void runsNoMonitorOfANestedRepository() throws Exception {
        Path nested = Files.createDirectories(tree.resolve("nested"));
        git("init", "-q", "nested");
        git("-C", "nested", "commit", "-q", "--allow-empty", "-m", "Begin");
        Files.writeString(
                nested.resolve(".git/config"),
                "[core]\n\tfsmonitor = " + maliciousProgram + "\n",
                StandardOpenOption.APPEND);
        Files.writeString(nested.resolve("b.txt"), "b\n");

        executeAllGitOperations();
    }

    @Test
    void runsNoProgramFromAnIncludedConfigurationFile() throws Exception {
        Files.writeString(
                folder.resolve("included"),
                "[filter \"evil\"]\n\tclean = " + maliciousProgram + "\n\tsmudge = " + maliciousProgram + "\n");
        configure("include.path", folder.resolve("included").toString());

        executeAllGitOperations();
    }

    @Test
    void runsNoProgramFromTheWorktreeConfiguration() throws Exception {
        configure("extensions.worktreeConfig", "true");
        git("config", "--worktree", "filter.evil.clean", maliciousProgram + " clean");

        executeAllGitOperations();
    }

    @Test
    void runsNoHookMonitorEditorOrSigner() throws Exception {
        Path hooks = Files.createDirectories(folder.resolve("hooks"));
        for (String hook : List.of("post-checkout", "post-index-change", "reference-transaction", "post-commit")) {
            Files.copy(maliciousProgram, hooks.resolve(hook), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(
                    maliciousProgram,
                    tree.resolve(".git/hooks/" + hook),
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        configure(
                "core.hooksPath", hooks.toString(),
                "core.fsmonitor", maliciousProgram.toString(),
                "core.sshCommand", maliciousProgram.toString(),
                "core.editor", maliciousProgram.toString(),
                "core.pager", maliciousProgram.toString(),
                "core.askPass", maliciousProgram.toString(),
                "credential.helper", maliciousProgram.toString(),
                "gpg.program", maliciousProgram.toString(),
                "commit.gpgSign", "true",
                "uploadpack.packObjectsHook", maliciousProgram.toString(),
                "core.alternateRefsCommand", maliciousProgram.toString());

        executeAllGitOperations();
    }

    @Test
    void runsNoRemoteCommandToFetchMissingObjects() throws Exception {
        configure(
                "core.repositoryFormatVersion", "1",
                "extensions.partialClone", "evil",
                "remote.evil.url", "ext::" + maliciousProgram,
                "remote.evil.promisor", "true",
                "remote.evil.uploadpack", maliciousProgram.toString(),
                "protocol.ext.allow", "always",
                "remote.second.url", tree.toString(),
                "remote.second.promisor", "true",
                "remote.second.uploadpack", maliciousProgram.toString());
        String missing = git("rev-parse", "HEAD^{tree}");
        Files.delete(tree.resolve(".git/objects/" + missing.substring(0, 2) + "/" + missing.substring(2)));
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);

        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, RUN))
                .isInstanceOf(dev.codeagent.api.error.AgentException.class);
    }

    @Test
    void ignoresTheConfiguredWorktree() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("secret.txt"), "secret\n");
        configure("core.worktree", other.toString());
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);

        Workspace workspace =
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, RUN);

        assertThat(workspace.directory().resolve("a.txt")).hasContent("one\ntwo\n");
        assertThat(workspace.directory().resolve("secret.txt")).doesNotExist();
    }

    @Test
    void copiesNoAlternatesOrRemotesIntoTheWorkspace() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other/objects"));
        Files.writeString(tree.resolve(".git/objects/info/alternates"), other + "\n");
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);

        Workspace workspace =
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, RUN);

        assertThat(workspace.directory().resolve(".git/objects/info/alternates"))
                .doesNotExist();
        assertThat(Files.readString(workspace.directory().resolve(".git/config")))
                .doesNotContain("evil", "remote");
    }
}
