package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxHomeTest {
    private static final String HOME = "/home/agent";

    @TempDir
    Path folder;

    @Test
    void mountsOnlyTheCachesOfBuildTools() throws Exception {
        SandboxHome.createDirectories(folder);
        List<String> arguments = new SandboxHome(folder, HOME).mountArguments(List.of("--size", "16"));

        assertThat(arguments).startsWith("--size", "16", "--tmpfs", HOME, "--bind");
        assertThat(arguments).containsSequence("--bind", folder + "/.m2/repository", HOME + "/.m2/repository");
        assertThat(folder.resolve(".m2/repository")).isDirectory();
    }

    @Test
    void replacesASymbolicLinkByADirectory() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path cache = Files.createDirectories(folder.resolve("cache"));
        Files.createSymbolicLink(cache.resolve(".npm"), elsewhere);

        SandboxHome.createDirectories(cache);

        assertThat(Files.isSymbolicLink(cache.resolve(".npm"))).isFalse();
        assertThat(cache.resolve(".npm")).isDirectory();
        assertThat(elsewhere).isDirectory();
    }

    @Test
    void createsTheCacheDirectoriesOnceForConcurrentRuns() throws Exception {
        try (var runs = Executors.newFixedThreadPool(4)) {
            for (int project = 0; project < 200; project++) {
                Path cache = Files.createDirectories(folder.resolve("project-" + project));
                var together = new CyclicBarrier(4);
                Callable<Boolean> run = () -> {
                    together.await();
                    SandboxHome.createDirectories(cache);
                    return Files.isDirectory(cache.resolve("go"));
                };
                for (Future<Boolean> created : runs.invokeAll(Collections.nCopies(4, run))) {
                    assertThat(created.get()).isTrue();
                }
            }
        }
    }
}
