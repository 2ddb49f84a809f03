package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskGroupTest {
    @Test
    void letsTheKernelRefuseMoreTasksThanItMayHaveAndGoesWithThem() throws Exception {
        Optional<TaskGroup> made = TaskGroup.make(20);
        assumeTrue(made.isPresent(), "the controller of processes is not ours to use here");
        TaskGroup group = made.orElseThrow();
        Path folder = Path.of(group.entering().getLast()).getParent();
        var command = new ArrayList<>(group.entering());
        command.addAll(List.of("/bin/bash", "-c", "for i in $(seq 60); do sleep 30 & done; echo over"));

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // It tries again for a while before it gives up.
        String first = new String(process.getInputStream().readNBytes(40), StandardCharsets.UTF_8);
        long inside = Files.readAllLines(folder.resolve("cgroup.procs")).size();
        for (String pid : Files.readAllLines(folder.resolve("cgroup.procs"))) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly().waitFor();
        group.close();

        assertThat(first).contains("fork");
        assertThat(inside).isBetween(2L, 20L);
        assertThat(folder).doesNotExist();
    }
}
