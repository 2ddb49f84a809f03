package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.PatchFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Applies parts of a run's patch to a working tree that the user also changes. */
@Execution(ExecutionMode.CONCURRENT)
class PatchApplierTest extends PatchApplierFixture {
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
