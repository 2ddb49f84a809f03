package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A run that changed files of every kind, and the working tree of the user, with what applies the run's patch. */
abstract class PatchApplierFixture {
    static final RunId RUN = new RunId("run-1");
    static final byte[] BINARY = {0, 1, 2, (byte) 0xff, 13, 10, 0};
    static final byte[] OTHER = {0, 9, 2, (byte) 0xff, 13, 10, 0};

    @TempDir
    Path folder;

    Path tree;
    Path work;
    WorkspaceStore workspaces;
    RunBranchStore branches;
    Project project;

    /** Lines 1 to 40; the given ones are changed by the agent. */
    static String lines(String end, int... changed) {
        return IntStream.rangeClosed(1, 40)
                .mapToObj(i -> (IntStream.of(changed).anyMatch(c -> c == i) ? "changed " : "line ") + i)
                .collect(Collectors.joining(end, "", end));
    }

    /** A run changed files of every kind. */
    private static final PreparedDirectory PREPARED = PreparedDirectory.create(directory -> {
        var run = new PatchApplierFixture() {};
        run.open(directory);
        run.createRunBranch();
    });

    @BeforeEach
    void copyRunBranch() throws Exception {
        PREPARED.copyTo(folder);
        open(folder);
    }

    void open(Path directory) {
        tree = directory.resolve("tree");
        work = directory.resolve("data/workspaces/run-1/tree");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        workspaces = new WorkspaceStore(directory.resolve("data"), PathMapping.IDENTITY);
        branches = new RunBranchStore(directory.resolve("data"), PathMapping.IDENTITY);
    }

    void createRunBranch() throws Exception {
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

    void commit() throws Exception {
        Workspace workspace = workspaces.openExisting(project, RUN);
        branches.commit(project, RUN, workspace.baseCommit(), TestRepository.patch(workspace), "/code x");
    }

    int apply(PatchSelection... parts) {
        return branches.apply(project, RUN, List.of(parts));
    }

    static PatchSelection part(String path, Integer... hunks) {
        return new PatchSelection(path, List.of(hunks));
    }

    String read(String name) throws IOException {
        return Files.readString(tree.resolve(name));
    }
}
