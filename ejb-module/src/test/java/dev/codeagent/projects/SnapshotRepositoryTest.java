package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Snapshots of untracked files cost the user's repository nothing, and are freed with their runs. */
@Execution(ExecutionMode.CONCURRENT)
class SnapshotRepositoryTest {
    private static final RunId RUN = new RunId("run-1");
    private static final int LARGE = 3 << 20;

    @TempDir
    Path folder;

    private Path tree;
    private Path data;
    private Project project;
    private WorkspaceStore workspaces;
    private RunBranchStore branches;
    private RunDirectories directories;

    @BeforeEach
    void createRepository() throws Exception {
        tree = Files.createDirectories(folder.resolve("tree \"1\""));
        data = folder.resolve("data");
        shell("git init -q -b main . && echo one > a.txt && git add -A && git -c user.name=T -c user.email=t@e.org"
                + " commit -qm Begin && echo two > a.txt");
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        Files.write(tree.resolve("large.bin"), large);
        Files.writeString(tree.resolve("notes.txt"), "mine\n");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        workspaces = new WorkspaceStore(data, PathMapping.IDENTITY);
        branches = new RunBranchStore(data, PathMapping.IDENTITY);
        directories = new RunDirectories(data);
    }

    private String shell(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", script)
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private long userBytes() throws Exception {
        return Long.parseLong(shell("du -sb .git | cut -f1").strip());
    }

    private void commit(Workspace workspace, String script) throws Exception {
        shell("cd '" + workspace.directory() + "' && " + script + " && git add -A");
        Process process = new ProcessBuilder("git", "diff", "--cached", "--binary", workspace.baseCommit())
                .directory(workspace.directory().toFile())
                .start();
        branches.commit(
                project, RUN, workspace.baseCommit(), process.getInputStream().readAllBytes(), "/code x");
    }

    @Test
    void theRepositoryOfTheUserGrowsOnlyByThePatch() throws Exception {
        long before = userBytes();

        Workspace workspace = workspaces.openOrCreate(project, RUN);
        commit(workspace, "echo three > a.txt && echo ours >> notes.txt && echo new > new.txt");

        assertThat(workspace.directory().resolve("large.bin")).hasSize(LARGE);
        assertThat(userBytes() - before).isLessThan(50_000);
        assertThat(directories.snapshotSize()).isGreaterThan(LARGE);
        assertThat(shell("git ls-tree -r --name-only codeagent/run-1")).isEqualTo("a.txt\nnew.txt\nnotes.txt\n");
        assertThat(shell("git show codeagent/run-1~1:notes.txt; git show codeagent/run-1~1:a.txt"))
                .isEqualTo("mine\ntwo\n");
        assertThat(branches.listFiles(project, RUN)).hasSize(3);
        branches.apply(project, RUN, List.of());
        assertThat(shell("cat a.txt notes.txt new.txt; wc -c < large.bin"))
                .isEqualTo("three\nmine\nours\nnew\n" + LARGE + "\n");

        // The repository is complete without the data directory, also after a garbage collection.
        SecureTreeDeleter.delete(data);
        shell("git gc -q --prune=now && git fsck --full --strict && git log -p --all > /dev/null");
    }

    @Test
    void anUndoneChangeOfAnUntrackedFileDoesNotDeleteIt() throws Exception {
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        commit(workspace, "echo ours >> notes.txt");
        branches.apply(project, RUN, List.of());

        commit(workspace, "echo mine > notes.txt && echo new > new.txt");
        branches.apply(project, RUN, List.of());

        assertThat(shell("cat notes.txt new.txt")).isEqualTo("mine\nnew\n");
        assertThat(tree.resolve("large.bin")).hasSize(LARGE);
    }

    @Test
    void freshTestsHaveTheUntrackedFilesThatTheBranchLacks() throws Exception {
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        commit(workspace, "echo three > a.txt");

        Workspace fresh = workspaces.createForTests(
                project,
                RUN,
                1,
                RunBranchStore.branchRef(RUN),
                "unused",
                workspace.baseCommit(),
                ProgressListener.NO_OP);

        assertThat(fresh.directory().resolve("large.bin")).hasSize(LARGE);
        assertThat(fresh.directory().resolve("a.txt")).hasContent("three\n");
    }

    @Test
    void freesASnapshotThatNoOtherRunNeeds() throws Exception {
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        commit(workspace, "echo three > a.txt");
        workspaces.openOrCreate(project, new RunId("run-2"));

        directories.delete(RUN);
        directories.prune();
        assertThat(directories.list()).containsExactly(new RunId("run-2"));
        assertThat(directories.snapshotSize()).isGreaterThan(LARGE);

        // A deletion that was interrupted after its first step.
        Files.move(data.resolve("workspaces/run-2"), data.resolve("workspaces/run-2.deleted"));
        assertThat(directories.list()).isEmpty();
        directories.deleteRemains();
        directories.prune();

        assertThat(data.resolve("workspaces")).isEmptyDirectory();
        assertThat(directories.snapshotSize()).isLessThan(50_000);
        branches.apply(project, RUN, List.of());
        assertThat(tree.resolve("a.txt")).hasContent("three\n");
    }

    @Test
    void commitsAndAppliesWhileSnapshotsOfOtherRunsAreFreed() throws Exception {
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        var done = new AtomicBoolean();
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<?> freeing = threads.submit(() -> {
                while (!done.get()) {
                    directories.prune();
                }
            });
            try {
                for (int i = 0; i < 4; i++) {
                    commit(workspace, "echo three" + i + " > a.txt && echo new" + i + " > new.txt");
                    branches.apply(project, RUN, List.of());
                }
            } finally {
                done.set(true);
            }
            freeing.get();
        }

        assertThat(shell("cat a.txt new.txt")).isEqualTo("three3\nnew3\n");
        shell("git fsck --full --strict");
    }

    @Test
    void runsThatContinueTogetherDeleteTheCacheOfAnEarlierVersionOnce() throws Exception {
        workspaces.openOrCreate(project, RUN);
        for (int i = 0; i < 300; i++) {
            Files.createDirectories(data.resolve("projects/p-1/cache/.cargo/d" + i + "/e"));
        }

        try (var threads = Executors.newFixedThreadPool(4)) {
            var opened = new ArrayList<Future<Workspace>>();
            for (int i = 0; i < 4; i++) {
                opened.add(threads.submit(() -> workspaces.openExisting(project, RUN)));
            }
            for (Future<Workspace> each : opened) {
                assertThat(each.get().run()).isEqualTo(RUN);
            }
        }

        assertThat(data.resolve("projects/p-1/cache")).doesNotExist();
    }

    @Test
    void freesSnapshotsOfOtherProjectsIfARepositoryIsGone() throws Exception {
        workspaces.openOrCreate(project, RUN);
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.write(other.resolve("large.bin"), new byte[LARGE]);
        var otherProject = new Project(new ProjectId("p-2"), "other", other.toString(), "local", Instant.EPOCH);
        workspaces.openOrCreate(otherProject, new RunId("run-2"));
        SecureTreeDeleter.delete(tree);

        directories.delete(new RunId("run-2"));
        directories.prune();

        assertThat(directories.list()).containsExactly(RUN);
    }

    @Test
    void reportsProgressOfManyFiles() throws Exception {
        shell(
                "mkdir many && cd many && for i in $(seq 1200); do echo $i > f$i; done; printf x > \"$(printf 'caf\\351')\"");
        var reported = new ArrayList<String>();

        Workspace workspace = workspaces.openOrCreate(project, RUN, java.util.Optional.empty(), new ProgressListener() {
            @Override
            public void info(String code, String text) {
                reported.add(code + " " + text);
            }

            @Override
            public void warn(String code, String text) {}

            @Override
            public void throwIfCancelled() {}
        });

        assertThat(reported.getFirst()).startsWith("workspace.snapshot takes a snapshot of 1,203 untracked files");
        assertThat(reported.getLast()).isEqualTo("workspace.copy copies the project with these 1,203 files");
        assertThat(shell("ls '" + workspace.directory() + "/many' | wc -l").strip())
                .isEqualTo("1201");
    }
}
