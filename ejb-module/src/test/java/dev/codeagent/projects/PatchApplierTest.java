package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.error.PatchConflict;
import dev.codeagent.api.error.PatchConflict.Reason;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Applies parts of a run's patch to a working tree that the user also changes. */
@Execution(ExecutionMode.CONCURRENT)
class PatchApplierTest {
    private static final RunId RUN = new RunId("run-1");
    private static final byte[] BINARY = {0, 1, 2, (byte) 0xff, 13, 10, 0};
    private static final byte[] OTHER = {0, 9, 2, (byte) 0xff, 13, 10, 0};

    @TempDir
    Path folder;

    private Path tree;
    private Path work;
    private WorkspaceStore workspaces;
    private RunBranchStore branches;
    private Project project;

    /** Lines 1 to 40; the given ones are changed by the agent. */
    private static String lines(String end, int... changed) {
        return IntStream.rangeClosed(1, 40)
                .mapToObj(i -> (IntStream.of(changed).anyMatch(c -> c == i) ? "changed " : "line ") + i)
                .collect(Collectors.joining(end, "", end));
    }

    /** A run changed files of every kind. */
    private static final PreparedDirectory PREPARED = PreparedDirectory.create(directory -> {
        var run = new PatchApplierTest();
        run.open(directory);
        run.createRunBranch();
    });

    @BeforeEach
    void copyRunBranch() throws Exception {
        PREPARED.copyTo(folder);
        open(folder);
    }

    private void open(Path directory) {
        tree = directory.resolve("tree");
        work = directory.resolve("data/workspaces/run-1/tree");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        workspaces = new WorkspaceStore(directory.resolve("data"), PathMapping.IDENTITY);
        branches = new RunBranchStore(directory.resolve("data"), PathMapping.IDENTITY);
    }

    private void createRunBranch() throws Exception {
        Files.createDirectories(tree);
        Files.writeString(tree.resolve("code.txt"), lines("\n"));
        Files.writeString(tree.resolve("dos.txt"), "\ufeff" + lines("\r\n").stripTrailing());
        Files.write(tree.resolve("data.bin"), BINARY);
        Files.writeString(tree.resolve("old.txt"), "old\n");
        Files.writeString(tree.resolve("tool"), "#!/bin/sh\n");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("old.txt"));
        new TestRepository(tree).commitFirst();
        assertThat(workspaces.openOrCreate(project, RUN).directory()).isEqualTo(work);
        Files.writeString(work.resolve("code.txt"), lines("\n", 3, 20, 38));
        Files.writeString(
                work.resolve("dos.txt"), "\ufeff" + lines("\r\n", 2, 40).stripTrailing());
        Files.write(work.resolve("data.bin"), OTHER);
        Files.delete(work.resolve("old.txt"));
        Files.writeString(work.resolve("größe\n.txt"), "new\n");
        Files.setPosixFilePermissions(work.resolve("tool"), EnumSet.allOf(PosixFilePermission.class));
        Files.delete(work.resolve("link"));
        Files.createSymbolicLink(work.resolve("link"), Path.of("tool"));
        commit();
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

    private String read(String name) throws IOException {
        return Files.readString(tree.resolve(name));
    }

    @Test
    void listsHunksOfTextFilesAndOtherFilesAsWhole() {
        List<PatchFile> parts = branches.listFiles(project, RUN);

        assertThat(parts)
                .extracting(p -> p.path() + " " + p.status() + " " + p.hunks().size())
                .containsExactly(
                        "code.txt modified 3",
                        "data.bin modified 0",
                        "dos.txt modified 2",
                        "größe\n.txt added 0",
                        "link modified 0",
                        "old.txt deleted 0",
                        "tool modified 0");
        assertThat(parts.getFirst().hunks().get(1).text()).contains("-line 20\n+changed 20\n");
    }

    @Test
    void appliesHunksByStableNumbersAndTheRestLater() throws Exception {
        int left = apply(part("code.txt", 2));

        assertThat(read("code.txt")).isEqualTo(lines("\n", 20));
        assertThat(left).isEqualTo(2 + 1 + 2 + 4);
        assertThat(tree.resolve("data.bin")).hasBinaryContent(BINARY);
        assertThat(branches.listFiles(project, RUN).getFirst().hunks())
                .extracting(PatchFile.Hunk::taken)
                .containsExactly(false, true, false);

        apply(part("code.txt", 3));
        assertThat(read("code.txt")).isEqualTo(lines("\n", 20, 38));
        assertThat(apply()).isZero();
        assertThat(read("code.txt")).isEqualTo(lines("\n", 3, 20, 38));
        assertThat(tree.resolve("old.txt")).doesNotExist();
    }

    @Test
    void appliesWholeFilesOfEveryKind() throws Exception {
        apply(part("data.bin"), part("old.txt"), part("größe\n.txt"), part("tool"), part("link"));

        assertThat(tree.resolve("data.bin")).hasBinaryContent(OTHER);
        assertThat(tree.resolve("old.txt")).doesNotExist();
        assertThat(read("größe\n.txt")).isEqualTo("new\n");
        assertThat(Files.isExecutable(tree.resolve("tool"))).isTrue();
        assertThat(Files.readSymbolicLink(tree.resolve("link"))).hasToString("tool");
        assertThat(read("code.txt")).isEqualTo(lines("\n"));
    }

    @Test
    void replacesAFileWithASymbolicLink() throws Exception {
        Files.delete(work.resolve("code.txt"));
        Files.createSymbolicLink(work.resolve("code.txt"), Path.of("dos.txt"));
        commit();

        apply(part("code.txt"), part("dos.txt", 1));

        assertThat(Files.readSymbolicLink(tree.resolve("code.txt"))).hasToString("dos.txt");
        assertThat(read("dos.txt")).isEqualTo("\ufeff" + lines("\r\n", 2).stripTrailing());
    }

    @Test
    void preservesCarriageReturnsByteOrderMarkAndMissingFinalNewline() throws Exception {
        apply(part("dos.txt", 2));

        assertThat(read("dos.txt")).isEqualTo("\ufeff" + lines("\r\n", 40).stripTrailing());
    }

    @Test
    void preservesLineEndingsConfiguredByGitAttributes() throws Exception {
        Files.writeString(tree.resolve(".gitattributes"), "code.txt text eol=crlf\n");
        Files.writeString(tree.resolve("code.txt"), lines("\r\n"));

        apply(part("code.txt", 1));

        assertThat(read("code.txt")).isEqualTo(lines("\r\n", 3));
    }

    @Test
    void replacesAFileWithADirectoryAndBack() throws Exception {
        Files.delete(work.resolve("code.txt"));
        Files.createDirectories(work.resolve("code.txt"));
        Files.writeString(work.resolve("code.txt/in"), "in\n");
        commit();
        apply();
        assertThat(tree.resolve("code.txt/in")).hasContent("in\n");

        Files.delete(work.resolve("code.txt/in"));
        Files.delete(work.resolve("code.txt"));
        Files.writeString(work.resolve("code.txt"), lines("\n"));
        commit();
        apply();

        assertThat(read("code.txt")).isEqualTo(lines("\n"));
    }

    @Test
    void mergesWithUserChangesElsewhereInTheFile() throws Exception {
        Files.writeString(tree.resolve("code.txt"), "mine\n" + lines("\n", 12));

        apply(part("code.txt"));

        assertThat(read("code.txt")).isEqualTo("mine\n" + lines("\n", 3, 12, 20, 38));
    }

    @Test
    void changesNothingAndNamesTheHunkThatConflicts() throws Exception {
        Files.writeString(tree.resolve("code.txt"), lines("\n").replace("line 20\n", "mine 20\n"));

        assertThatThrownBy(() -> apply(part("code.txt", 1, 2), part("data.bin")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("code.txt was also changed by you (hunk 2)");
        assertThat(tree.resolve("data.bin")).hasBinaryContent(BINARY);
        apply(part("code.txt", 1, 3));
        assertThat(read("code.txt")).isEqualTo(lines("\n", 3, 38).replace("line 20\n", "mine 20\n"));
    }

    private List<PatchConflict> conflictsOf(PatchSelection... parts) {
        var conflicts = new ArrayList<PatchConflict>();
        assertThatThrownBy(() -> apply(parts))
                .isInstanceOfSatisfying(AgentException.class, e -> conflicts.addAll(e.conflicts()));
        return conflicts;
    }

    private static PatchConflict changed(String path, int hunk, int line) {
        return new PatchConflict(path, Optional.of(hunk), Optional.of(line), Reason.CHANGED);
    }

    @Test
    void listsEachHunkThatConflictsWithTheLineOfTheUser() throws Exception {
        String mine = "above\n" + lines("\n").replace("line 20\n", "mine 20\n").replace("line 38\n", "");
        Files.writeString(tree.resolve("code.txt"), mine);

        assertThat(conflictsOf()).containsExactly(changed("code.txt", 2, 21), changed("code.txt", 3, 39));
        assertThat(conflictsOf(part("code.txt", 1, 2))).containsExactly(changed("code.txt", 2, 21));
    }

    @Test
    void listsFilesThatCannotBeMergedWithTheReason() throws Exception {
        Files.delete(tree.resolve("code.txt"));
        Files.write(tree.resolve("data.bin"), new byte[] {0, 7});
        Files.writeString(tree.resolve("größe\n.txt"), "mine\n");
        Files.delete(tree.resolve("tool"));
        Files.createDirectories(tree.resolve("tool/in"));

        assertThat(conflictsOf())
                .containsExactlyInAnyOrder(
                        PatchConflict.ofFile("code.txt", Reason.DELETED),
                        PatchConflict.ofFile("data.bin", Reason.CHANGED),
                        PatchConflict.ofFile("größe\n.txt", Reason.EXISTS),
                        PatchConflict.ofFile("tool", Reason.REPLACED));
    }

    @Test
    void listsAddedFilesWhosePathTheUserReplaced() throws Exception {
        Files.createDirectories(work.resolve("sub"));
        Files.writeString(work.resolve("sub/x"), "x\n");
        Files.writeString(work.resolve("y"), "y\n");
        commit();
        Files.createSymbolicLink(tree.resolve("sub"), Files.createDirectories(folder.resolve("outside")));
        Files.createDirectories(tree.resolve("y/in"));

        assertThat(conflictsOf(part("sub/x"))).containsExactly(PatchConflict.ofFile("sub/x", Reason.REPLACED));
        assertThat(conflictsOf(part("y"), part("data.bin")))
                .containsExactly(PatchConflict.ofFile("y", Reason.REPLACED));
        assertThat(tree.resolve("data.bin")).hasBinaryContent(BINARY);
    }

    @Test
    void changesNothingIfAFileIsWhereThePatchNeedsADirectory() throws Exception {
        Files.createDirectories(work.resolve("sub"));
        Files.writeString(work.resolve("sub/x"), "x\n");
        commit();
        Files.writeString(tree.resolve("sub"), "mine\n");

        assertThat(conflictsOf(part("sub/x"), part("data.bin")))
                .containsExactly(PatchConflict.ofFile("sub/x", Reason.REPLACED));
        assertThat(read("sub")).isEqualTo("mine\n");
        assertThat(tree.resolve("data.bin")).hasBinaryContent(BINARY);
    }

    @Test
    void listsNoConflictsIfThePatchWasAppliedAlready() throws Exception {
        apply();

        assertThat(conflictsOf()).isEmpty();
    }

    @Test
    void doesNotChangeTheIndexOfTheUser() throws Exception {
        Files.writeString(tree.resolve("staged.txt"), "staged\n");
        new TestRepository(tree).git("add", "staged.txt");

        apply(part("data.bin"));

        assertThat(new TestRepository(tree).git("diff", "--cached", "--name-only"))
                .isEqualTo("staged.txt");
        assertThat(new TestRepository(tree).git("diff", "--name-only")).isEqualTo("data.bin");
    }

    @Test
    void doesNotOverwriteAnIgnoredFile() throws Exception {
        Files.writeString(tree.resolve(".git/info/exclude"), "gr*\n");
        Files.writeString(tree.resolve("größe\n.txt"), "mine\n");

        assertThatThrownBy(() -> apply(part("größe\n.txt"))).isInstanceOf(AgentException.class);

        assertThat(read("größe\n.txt")).isEqualTo("mine\n");
    }

    @Test
    void followsNoSymbolicLinkOutOfTheWorkingTree() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.createDirectories(work.resolve("sub"));
        Files.writeString(work.resolve("sub/x"), "x\n");
        commit();
        Files.createSymbolicLink(tree.resolve("sub"), outside);

        assertThatThrownBy(() -> apply(part("sub/x"))).isInstanceOf(AgentException.class);

        assertThat(outside).isEmptyDirectory();
        assertThat(tree.resolve("sub")).isSymbolicLink();
    }

    @Test
    void revertsChangesUndoneAfterTheyWereApplied() throws Exception {
        apply();
        Files.writeString(work.resolve("code.txt"), lines("\n", 3));
        Files.write(work.resolve("data.bin"), BINARY);
        commit();

        apply();

        assertThat(read("code.txt")).isEqualTo(lines("\n", 3));
        assertThat(tree.resolve("data.bin")).hasBinaryContent(BINARY);
        assertThat(tree.resolve("old.txt")).doesNotExist();
    }

    @Test
    void appliesEverythingAgainAfterTheUserDiscardedIt() throws Exception {
        apply();
        assertThatThrownBy(this::apply).hasMessageContaining("already in the working tree");
        new TestRepository(tree).git("checkout", "-q", "--", ".");
        new TestRepository(tree).git("clean", "-qfd");

        apply();

        assertThat(read("code.txt")).isEqualTo(lines("\n", 3, 20, 38));
        assertThat(tree.resolve("old.txt")).doesNotExist();
    }

    @Test
    void rejectsUnknownFilesAndHunks() {
        assertThatThrownBy(() -> apply(part("none.txt"))).hasMessageContaining("does not change 'none.txt'");
        assertThatThrownBy(() -> apply(part("code.txt", 4))).hasMessageContaining("hunks 1 to 3, not 4");
        assertThatThrownBy(() -> apply(part("data.bin", 1))).hasMessageContaining("only be applied as a whole");
    }
}
