package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunEvent.DiffReady;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ChangedTestsTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private Path tree;
    private Project project;

    @BeforeEach
    void makeProject() throws IOException {
        tree = folder.resolve("tree");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        write("a.py", "one\n");
        write("test_a.py", "one\n");
        write("package.json", "{\"scripts\": {\"test\": \"jest\"}, \"version\": \"1\"}\n");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(Files.createDirectories(tree).resolve(name), content);
    }

    @Test
    void listsChangedTestsAndTheirSettings() {
        assertThat(list("""
                diff --git a/a.py b/a.py
                --- a/a.py
                +++ b/a.py
                @@ -1 +1 @@
                -one
                +two
                diff --git a/conftest.py b/conftest.py
                new file mode 100644
                --- /dev/null
                +++ b/conftest.py
                @@ -0,0 +1 @@
                +collect_ignore_glob = ["*"]
                diff --git a/package.json b/package.json
                --- a/package.json
                +++ b/package.json
                @@ -1 +1 @@
                -{"scripts": {"test": "jest"}, "version": "1"}
                +{"scripts": {"test": "true"}, "version": "1"}
                diff --git a/test_a.py b/test_a.py
                deleted file mode 100644
                --- a/test_a.py
                +++ /dev/null
                @@ -1 +0,0 @@
                -one
                """)).containsExactly("conftest.py", "package.json", "test_a.py");
    }

    @Test
    void listsNoNewTestsAndNoOtherSettings() {
        assertThat(list("""
                diff --git a/package.json b/package.json
                --- a/package.json
                +++ b/package.json
                @@ -1 +1 @@
                -{"scripts": {"test": "jest"}, "version": "1"}
                +{"scripts": {"test": "jest"}, "version": "2"}
                diff --git a/test_b.py b/test_b.py
                new file mode 100644
                --- /dev/null
                +++ b/test_b.py
                @@ -0,0 +1 @@
                +one
                """)).isEmpty();
    }

    @Test
    void listsNewFilesThatActOnTheTestRun() {
        assertThat(list(added("pytest.py", "x")
                        + added("src/types.py", "x")
                        + added("tests/__init__.py", "x")
                        + added("tests/types.py", "x")
                        + added("zz_test.go", "func TestMain(m *testing.M) {}")
                        + added("zy_test.go", "func TestAdd(t *testing.T) {}")
                        + added("src/test/java/a/ATest.java", "package a;")))
                .containsExactly("pytest.py", "src/types.py", "zz_test.go");
    }

    @Test
    void listsFilesWithNamesThatPatternsMayNotRecognize() {
        String quoted = "diff --git \"a/\\\"x/a.txt\" \"b/\\\"x/a.txt\"\nnew file mode 100644\n--- /dev/null\n"
                + "+++ \"b/\\\"x/a.txt\"\n@@ -0,0 +1 @@\n+x\n";

        assertThat(list(quoted + quoted.replace("\\\"x/a", "\\377") + quoted.replace("\\\"x/a", "a\\nb")))
                .containsExactlyInAnyOrder("\"\\\"x/a.txt\"", "\"\\377.txt\"", "a\nb.txt");
    }

    @Test
    void listsLinks() {
        assertThat(list(added("test_b.py", "a.txt")
                        .replace("100644", "120000")
                        .replace("+a.txt\n", "+a.txt\n\\ No newline at end of file\n")))
                .containsExactly("test_b.py");
    }

    @Test
    void listsLargeSources() {
        assertThat(list(added("test_b.py", "#" + "x".repeat(1 << 20)) + added("a.txt", "x".repeat(1 << 20))))
                .containsExactly("test_b.py");
    }

    @Test
    void listsAllFilesIfThereAreTooMany() {
        var files = java.util.stream.IntStream.rangeClosed(0, 10_000)
                .mapToObj(i -> new FileChange("f" + i, "added", 1, 0))
                .toList();
        var branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);

        assertThat(new ChangedTests(branches, project).list(new DiffReady("b", "c", files, List.of())))
                .hasSize(files.size());
    }

    @Test
    void listsWhatCannotBeRead() {
        var files = List.of(new FileChange("a.txt", "modified", 1, 0));
        var branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);

        assertThat(new ChangedTests(branches, project).list(new DiffReady("b", "0".repeat(40), files, List.of())))
                .containsExactly("a.txt");
    }

    @Test
    void readsManyFilesInShortTime() {
        var patch = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            patch.append(added("tests/d" + i + "/types.py", "x"))
                    .append(added("tests/d" + i + "/__init__.py", "x"))
                    .append(added("new/test_" + i + ".py", "x"));
        }
        patch.append(added("tests/types.py", "x"));
        List<String> listed = assertTimeout(Duration.ofSeconds(15), () -> list(patch.toString()));

        assertThat(listed).containsExactly("tests/types.py");
    }

    private static String added(String path, String line) {
        return "diff --git a/" + path + " b/" + path + "\nnew file mode 100644\n--- /dev/null\n+++ b/" + path
                + "\n@@ -0,0 +1 @@\n+" + line + "\n";
    }

    private List<String> list(String patch) {
        Path data = folder.resolve("data");
        String base = new WorkspaceStore(data, PathMapping.IDENTITY)
                .openOrCreate(project, RUN)
                .baseCommit();
        var branches = new RunBranchStore(data, PathMapping.IDENTITY);
        RunBranchStore.Commit commit =
                branches.commit(project, RUN, base, patch.getBytes(StandardCharsets.UTF_8), "Change");
        return new ChangedTests(branches, project)
                .list(new DiffReady(commit.branch(), commit.id(), commit.files(), commit.leftOut()));
    }
}
