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

class PidsCgroupTest {
    @Test
    void limitsTheNumberOfTasksAndIsRemovedOnClose() throws Exception {
        Optional<PidsCgroup> created = PidsCgroup.create(20);
        assumeTrue(created.isPresent(), "the pids controller is not available");
        PidsCgroup cgroup = created.orElseThrow();
        Path directory = Path.of(cgroup.joinCommand().getLast()).getParent();
        var command = new ArrayList<>(cgroup.joinCommand());
        command.addAll(List.of("/bin/bash", "-c", "for i in $(seq 60); do sleep 30 & done; echo over"));

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // The shell retries for a while before it gives up.
        String output = new String(process.getInputStream().readNBytes(40), StandardCharsets.UTF_8);
        long processCount =
                Files.readAllLines(directory.resolve("cgroup.procs")).size();
        for (String pid : Files.readAllLines(directory.resolve("cgroup.procs"))) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly().waitFor();
        cgroup.close();

        assertThat(output).contains("fork");
        assertThat(processCount).isBetween(2L, 20L);
        assertThat(directory).doesNotExist();
    }
}
