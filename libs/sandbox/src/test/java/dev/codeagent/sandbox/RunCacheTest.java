package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCacheTest {
    /** Without programs, as on a machine that permits no overlay mounts. */
    private final Map<String, String> noPrograms = Map.of("PATH", "/nowhere");

    @TempDir
    Path folder;

    private Path prepared;

    @BeforeEach
    void fillCache() throws IOException {
        prepared = Files.createDirectories(folder.resolve("project, a:b/packages"));
        Files.writeString(Files.createDirectories(prepared.resolve("venv/bin")).resolve("python"), "prepared");
    }

    private String run(RunCache.View view, String script) throws IOException, InterruptedException {
        var command = new ArrayList<>(view.command());
        command.addAll(
                List.of("/bin/sh", "-c", "cd \"$0\" && " + script, view.root().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private RunCache.View open(String run, Map<String, String> environment) throws IOException {
        return new RunCache(prepared, folder.resolve("project, a:b/" + run))
                .open(new OverlayMount(folder.resolve("scratch"), environment));
    }

    private void keepsChangesWithTheRun(Map<String, String> environment) throws Exception {
        run(open("run-1", environment), "echo poisoned > venv/bin/python && mkdir -p .npm && rm -rf venv/bin/../lib");

        assertThat(run(open("run-1", environment), "cat venv/bin/python && ls -A"))
                .contains("poisoned", ".npm");
        assertThat(run(open("run-2", environment), "cat venv/bin/python && ls -A"))
                .contains("prepared")
                .doesNotContain(".npm");
        assertThat(prepared.resolve("venv/bin/python")).hasContent("prepared");
        assertThat(prepared.resolve(".npm")).doesNotExist();
    }

    @Test
    void keepsChangesWithTheRun() throws Exception {
        keepsChangesWithTheRun(System.getenv());
    }

    @Test
    void copiesTheCacheWhereOverlaysAreNotPossible() throws Exception {
        keepsChangesWithTheRun(noPrograms);

        assertThat(open("run-3", noPrograms).command()).isEmpty();
    }

    @Test
    void leavesNothingOfTheProbe() throws Exception {
        new OverlayMount(folder.resolve("scratch"), System.getenv()).isSupported();

        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }
}
