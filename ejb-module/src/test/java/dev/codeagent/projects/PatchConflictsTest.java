package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.PatchConflict;
import dev.codeagent.api.error.PatchConflict.Reason;
import dev.codeagent.api.run.PatchSelection;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a refused apply lists: each part of the patch that conflicts with the user's working tree, and why. */
@Execution(ExecutionMode.CONCURRENT)
class PatchConflictsTest extends PatchApplierFixture {
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
}
