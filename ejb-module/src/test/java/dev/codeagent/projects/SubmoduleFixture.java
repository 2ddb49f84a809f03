package dev.codeagent.projects;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A project with a submodule, and a run on it. */
abstract class SubmoduleFixture {
    static final RunId RUN = new RunId("run-1");

    static final PreparedDirectory PREPARED = PreparedDirectory.create(folder -> {
        TestRepository library = TestRepository.create(folder.resolve("library"), "lib.txt", "lib 1\n");
        TestRepository superproject = TestRepository.create(folder.resolve("tree"), "greet.txt", "line 3\n");
        superproject.addSubmodule(library, "third party/lib");
        superproject.commitAll();
    });

    @TempDir
    Path folder;

    Path tree;
    TestRepository superproject;
    TestRepository module;
    RunBranchStore branches;
    Project project;

    @BeforeEach
    void createProject() throws Exception {
        copy(prepared());
    }

    /** The state that each test begins with. */
    PreparedDirectory prepared() {
        return PREPARED;
    }

    final void copy(PreparedDirectory prepared) throws IOException {
        prepared.copyTo(folder);
        tree = folder.resolve("tree");
        superproject = new TestRepository(tree);
        module = superproject.at("third party/lib");
        branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    Workspace open() {
        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY).openOrCreate(project, RUN);
    }

    RunBranchStore.Commit commit(Workspace workspace) throws Exception {
        return branches.commit(project, RUN, workspace.baseCommit(), TestRepository.patch(workspace), "/code x");
    }

    /** Both repositories get a change. */
    RunBranchStore.Commit changeBoth() throws Exception {
        Workspace workspace = open();
        Files.writeString(workspace.directory().resolve("third party/lib/new.txt"), "made by the agent\n");
        Files.writeString(workspace.directory().resolve("third party/lib/lib.txt"), "lib 2\n");
        Files.writeString(workspace.directory().resolve("greet.txt"), "line 4\n");
        return commit(workspace);
    }
}
