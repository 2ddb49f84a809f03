package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.PatchText;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the user's working tree into a workspace, and back as a patch. */
@Execution(ExecutionMode.CONCURRENT)
class RunBranchStoreTest {
    private static final RunId RUN = new RunId("run-1");
    private static final byte[] BINARY = {0, 1, 2, (byte) 0xff, 13, 10, 0};

    @TempDir
    Path folder;

    private Path tree;
    private TestRepository repository;
    private WorkspaceStore workspaceStore;
    private RunBranchStore branches;

    private static final PreparedDirectory PREPARED = PreparedDirectory.create(directory -> {
        Files.writeString(directory.resolve("a.txt"), "one\n");
        Files.writeString(directory.resolve("crlf.txt"), "one\r\ntwo\r\n");
        Files.write(directory.resolve("data.bin"), BINARY);
        Files.writeString(directory.resolve(".gitignore"), "*.log\n");
        new TestRepository(directory).commitFirst();
    });

    @BeforeEach
    void createRepository() throws Exception {
        tree = folder.resolve("tree");
        PREPARED.copyTo(tree);
        repository = new TestRepository(tree);
        workspaceStore = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
    }

    private Project project(Path path) {
        return new Project(new ProjectId("p-1"), "tree", path.toString(), "local", Instant.EPOCH);
    }

    private void commit(Workspace workspace) throws Exception {
        branches.commit(project(tree), RUN, workspace.baseCommit(), TestRepository.patch(workspace), "/code x");
    }

    @Test
    void includesUncommittedAndUntrackedButNoIgnoredFiles() throws Exception {
        Files.writeString(tree.resolve("a.txt"), "changed\n");
        Files.writeString(tree.resolve("new.txt"), "new\n");
        Files.writeString(tree.resolve("noise.log"), "noise\n");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a.txt"));
        String before = repository.git("status", "--porcelain");

        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);

        assertThat(workspace.uncommittedIncluded()).isTrue();
        assertThat(workspace.directory().resolve("a.txt")).hasContent("changed\n");
        assertThat(workspace.directory().resolve("new.txt")).hasContent("new\n");
        assertThat(workspace.directory().resolve("noise.log")).doesNotExist();
        assertThat(workspace.directory().resolve("link")).isSymbolicLink();
        assertThat(repository.git("status", "--porcelain")).isEqualTo(before);
    }

    @Test
    void reopensTheSameWorkspaceAfterARestart() throws Exception {
        Workspace first = workspaceStore.openOrCreate(project(tree), RUN);
        Files.writeString(first.directory().resolve("a.txt"), "the agent's\n");

        Workspace again =
                new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project(tree), RUN);

        assertThat(again.baseCommit()).isEqualTo(first.baseCommit());
        assertThat(again.directory().resolve("a.txt")).hasContent("the agent's\n");
    }

    @Test
    void appliesEveryByteAndFileMode() throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Path work = workspace.directory();
        Files.writeString(work.resolve("crlf.txt"), "one\r\nthree\r\n");
        byte[] other = BINARY.clone();
        other[1] = 9;
        Files.write(work.resolve("data.bin"), other);
        Files.writeString(work.resolve("größe 🙂.txt"), "ü\n");
        Files.delete(work.resolve("a.txt"));
        Path script = work.resolve("run.sh");
        Files.writeString(script, "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, EnumSet.allOf(PosixFilePermission.class));
        commit(workspace);

        branches.apply(project(tree), RUN, List.of());

        assertThat(Files.readString(tree.resolve("crlf.txt"))).isEqualTo("one\r\nthree\r\n");
        assertThat(tree.resolve("data.bin")).hasBinaryContent(other);
        assertThat(tree.resolve("größe 🙂.txt")).hasContent("ü\n");
        assertThat(tree.resolve("a.txt")).doesNotExist();
        assertThat(Files.isExecutable(tree.resolve("run.sh"))).isTrue();
    }

    @Test
    void neverTouchesTheWorkingTreeOrRunsHooks() throws Exception {
        Path hook = tree.resolve(".git/hooks/post-commit");
        Files.writeString(hook, "#!/bin/sh\ntouch " + folder.resolve("hooked") + "\n");
        Files.setPosixFilePermissions(hook, EnumSet.allOf(PosixFilePermission.class));
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "two\n");

        commit(workspace);

        assertThat(repository.git("status", "--porcelain")).isEmpty();
        assertThat(repository.git("show", "codeagent/run-1:a.txt")).isEqualTo("two");
        assertThat(repository.git("rev-parse", "--abbrev-ref", "HEAD")).isEqualTo("main");
        assertThat(folder.resolve("hooked")).doesNotExist();
    }

    @Test
    void rejectsAConflictingPatchAndChangesNothing() throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "the agent's\n");
        Files.writeString(workspace.directory().resolve("b.txt"), "new\n");
        commit(workspace);
        Files.writeString(tree.resolve("a.txt"), "the user's\n");

        assertThatThrownBy(() -> branches.apply(project(tree), RUN, List.of()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("a.txt");
        assertThat(tree.resolve("a.txt")).hasContent("the user's\n");
        assertThat(tree.resolve("b.txt")).doesNotExist();
    }

    @Test
    void discardsTheBranch() throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "two\n");
        commit(workspace);

        branches.discard(project(tree), RUN);

        assertThat(repository.git("branch", "--list", "codeagent/*")).isEmpty();
        assertThat(branches.diff(project(tree), RUN)).isEmpty();
        assertThatThrownBy(() -> branches.discard(project(tree), RUN))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_APPLY));
    }

    @Test
    void supportsADirectoryWithoutGit() throws Exception {
        Path plain = Files.createDirectories(folder.resolve("plain"));
        Files.writeString(plain.resolve("a.txt"), "one\n");
        Workspace workspace = workspaceStore.openOrCreate(project(plain), RUN);
        Files.writeString(workspace.directory().resolve("a.txt"), "two\n");
        branches.commit(project(plain), RUN, workspace.baseCommit(), TestRepository.patch(workspace), "/code x");

        assertThat(new String(branches.diff(project(plain), RUN), StandardCharsets.UTF_8))
                .contains("+two");
        branches.apply(project(plain), RUN, List.of());

        assertThat(plain.resolve("a.txt")).hasContent("two\n");
        assertThat(plain.resolve(".git")).doesNotExist();
    }

    @Test
    void excludesBuildOutputs() throws Exception {
        Files.writeString(tree.resolve("pom.xml"), "<project/>\n");
        Files.createDirectories(tree.resolve("target"));
        Files.writeString(tree.resolve("target/a.class"), "x");

        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);

        assertThat(workspace.directory().resolve("pom.xml")).exists();
        assertThat(workspace.directory().resolve("target")).doesNotExist();
    }

    /** What `codeagent diff RUN > p; git apply p` does: the patch has every byte of contents and names. */
    @Test
    void thePatchKeepsEveryByte() throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Path work = workspace.directory();
        shell(
                work,
                "printf 'gr\\374n\\r\\n\\200\\r\\n' > cp1252.txt; printf 'one\\r\\nthree' > crlf.txt;"
                        + " printf '\\0\\1\\377' > new.bin; printf '\\377\\376g\\0\\n\\0' > utf16.txt;"
                        + " rm data.bin; printf x > \"$(printf 'caf\\351.txt')\"; printf x > \"$(printf 'tab\\t\\042q\\n.txt')\";"
                        + " printf x > 'größe ü.txt'");
        commit(workspace);

        byte[] diff = branches.diff(project(tree), RUN);
        Path patch = Files.write(folder.resolve("p"), diff);
        repository.git("apply", patch.toString());

        String list =
                "find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 sha256sum -z | tr '\\0' '\\n'";
        assertThat(shell(tree, list)).isEqualTo(shell(work, list));
        assertThat(branches.listFiles(project(tree), RUN))
                .extracting(PatchFile::path)
                .contains("\"caf\\351.txt\"", "größe ü.txt", "tab\t\"q\n.txt");
        assertThat(PatchText.decode(diff)).contains("+grün", "+€");
        assertThat(PatchText.forDisplay(diff))
                .contains("Binary file, not shown")
                .doesNotContain("literal");
    }

    @Test
    void aFileWhoseNameIsNotUtf8CanBeApplied() throws Exception {
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        shell(
                workspace.directory(),
                "printf x > \"$(printf 'caf\\351.txt')\"; printf y > \"$(printf 'caf\\350.txt')\"");
        var commit =
                branches.commit(project(tree), RUN, workspace.baseCommit(), TestRepository.patch(workspace), "/code x");

        assertThat(commit.files()).extracting(FileChange::path).containsExactly("\"caf\\350.txt\"", "\"caf\\351.txt\"");
        branches.apply(project(tree), RUN, List.of(new PatchSelection("\"caf\\351.txt\"", List.of())));

        assertThat(shell(tree, "ls | od -c")).contains("351").doesNotContain("350");
    }

    /** The user's files have CRLF, the repository LF; a patch contains only what the agent changed. */
    @ParameterizedTest
    @CsvSource({"true,''", "input,''", "false,'* text=auto eol=crlf'", "false,'* text'", "true,'*.txt -text'"})
    void thePatchHasNoNoiseOfLineEnds(String autocrlf, String attributes) throws Exception {
        repository.git("config", "core.autocrlf", autocrlf);
        Files.writeString(tree.resolve(".gitattributes"), attributes + "\n");
        Files.writeString(tree.resolve("b.txt"), "one\r\ntwo\r\nthree\r\n");
        repository.git("add", "-A");
        repository.git("commit", "-q", "-m", "Attributes");
        Workspace workspace = workspaceStore.openOrCreate(project(tree), RUN);
        Path file = workspace.directory().resolve("b.txt");
        String before = Files.readString(file);
        Files.writeString(file, before.replace("two", "2"));
        commit(workspace);

        String diff = new String(branches.diff(project(tree), RUN), StandardCharsets.UTF_8);
        assertThat(diff.lines()
                        .filter(l -> l.startsWith("+") && !l.startsWith("+++"))
                        .toList())
                .hasSize(1);
        assertThat(branches.listFiles(project(tree), RUN)).hasSize(1);
        branches.apply(project(tree), RUN, List.of());

        assertThat(Files.readString(tree.resolve("b.txt"))).isIn("one\r\n2\r\nthree\r\n", "one\n2\nthree\n");
        assertThat(repository.git("diff", "--numstat")).isEqualTo("1\t1\tb.txt");
    }

    private static String shell(Path directory, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
