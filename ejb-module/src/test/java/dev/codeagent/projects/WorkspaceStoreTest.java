package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class WorkspaceStoreTest {
    private static final int RUNS = 3;

    @TempDir
    Path folder;

    @RepeatedTest(5)
    void opensConcurrentWorkspacesOfADirectoryWithoutARepository() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.writeString(tree.resolve("a.txt"), "one\n");
        var project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        var barrier = new CyclicBarrier(RUNS);

        try (var runs = Executors.newFixedThreadPool(RUNS)) {
            var opened = runs.invokeAll(IntStream.range(0, RUNS)
                    .mapToObj(n -> (Callable<Workspace>) () -> {
                        barrier.await();
                        return new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                                .openOrCreate(project, new RunId("run-" + n));
                    })
                    .toList());

            for (var workspace : opened) {
                assertThat(workspace.get().directory().resolve("a.txt")).hasContent("one\n");
            }
        }
    }
}
