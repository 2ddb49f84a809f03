package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileEntry;
import dev.codeagent.api.file.FileMatches;
import dev.codeagent.api.file.FileQuery;
import dev.codeagent.api.file.FileSearch;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a run's result, as clients get them. */
class RunFilesTest {
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    @Test
    void aRunsResultHasItsPatchAndTheFilesThatItStartedFrom() throws Exception {
        Path root = folder.toRealPath();
        Path data = root.resolve("data");
        Path tree = root.resolve("tree");
        TestRepository repository = TestRepository.create(tree, "src/Main.java", "class Main {}\n");
        Files.write(tree.resolve("data.bin"), new byte[] {0, 1, 2, (byte) 0xff, 13, 10, 0});
        repository.commitAll();
        repository.write("notes.txt", "Untracked\n");
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        var files = new ProjectFiles(data, PathMapping.IDENTITY, new ProjectRoots(data, Optional.empty()));
        Workspace workspace = new WorkspaceStore(data, PathMapping.IDENTITY).openOrCreate(project, RUN);
        Files.writeString(workspace.directory().resolve("src/Main.java"), "class Main { int i; }\n");
        TestRepository clone = new TestRepository(workspace.directory());
        clone.git("add", "-A");
        byte[] patch = clone.output("diff", "--cached", "--binary", workspace.baseCommit());
        new RunBranchStore(data, PathMapping.IDENTITY).commit(project, RUN, workspace.baseCommit(), patch, "Change");
        ProjectFiles.Source result = files.ofRun(project, RUN);

        assertThat(result.list(new FileQuery("", true, "", 100)).entries())
                .extracting(FileEntry::path)
                .containsExactly("data.bin", "notes.txt", "src/Main.java");
        assertThat(result.read("src/Main.java", ByteRange.ALL).bytes())
                .asString()
                .contains("int i");
        assertThat(result.read("data.bin", new ByteRange(2, 3)).bytes()).containsExactly(2, 0xff);
        assertThat(result.search(new FileSearch("int i", false, "", 10)).matches())
                .containsExactly(new FileMatches.Match("src/Main.java", 1, "class Main { int i; }"));
        assertThat(tree.resolve("src/Main.java")).hasContent("class Main {}\n");
        assertThatThrownBy(() -> files.ofRun(project, new RunId("run-2")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
