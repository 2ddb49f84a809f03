package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to files that another program changes while the working tree is updated. */
class WorkingTreeTest {
    private static final String BEFORE = "one\ntwo\nthree\n";
    private static final String AFTER = "one\n2\nthree\nfour\n";

    @TempDir
    Path folder;

    private Git git;
    private String before;
    private String after;

    @BeforeEach
    void createTrees() throws Exception {
        write("a.txt", BEFORE);
        write("b.txt", BEFORE);
        new TestRepository(folder).commitFirst();
        git = new Git(folder.resolve(".git"), folder);
        before = git.run("rev-parse", "HEAD^{tree}").strip();
        write("a.txt", AFTER);
        write("b.txt", AFTER);
        write("new.txt", AFTER);
        git.run("add", "-A");
        after = git.run("write-tree").strip();
        git.run("read-tree", "HEAD");
        write("a.txt", BEFORE);
        write("b.txt", BEFORE);
        Files.delete(folder.resolve("new.txt"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void anEditThatWasSavedMeanwhileIsKept() throws Exception {
        write("b.txt", "one\nmine\nthree\n");

        assertThatThrownBy(() -> new WorkingTree(git).update(before, after))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("b.txt: patch does not apply");
        assertThat(new WorkingTree(git).revert(before, after)).containsExactly("b.txt");

        assertThat(read("a.txt")).isEqualTo(BEFORE);
        assertThat(read("b.txt")).isEqualTo("one\nmine\nthree\n");
        assertThat(folder.resolve("new.txt")).doesNotExist();
    }

    @Test
    void aFileThatWasCreatedMeanwhileIsKept() throws Exception {
        write("new.txt", "mine\n");

        assertThatThrownBy(() -> new WorkingTree(git).update(before, after))
                .hasMessageContaining("new.txt: already exists in working directory");
        assertThat(new WorkingTree(git).revert(before, after)).containsExactly("new.txt");

        assertThat(read("new.txt")).isEqualTo("mine\n");
        assertThat(read("a.txt")).isEqualTo(BEFORE);
    }

    @Test
    void whatTheUpdateWroteIsTakenBackAlsoIfItIsIncomplete() throws Exception {
        write("a.txt", AFTER);
        write("b.txt", AFTER.substring(0, 7));
        write("new.txt", "");

        assertThat(new WorkingTree(git).revert(before, after)).isEmpty();

        assertThat(read("a.txt")).isEqualTo(BEFORE);
        assertThat(read("b.txt")).isEqualTo(BEFORE);
        assertThat(folder.resolve("new.txt")).doesNotExist();
    }
}
