package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.diagnostics.WritableCgroups;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxCgroupTest {
    private static final ResourceLimits LIMITS = new ResourceLimits(1, 64L << 20, 20, 1L << 30);

    @TempDir
    Path folder;

    @Test
    void limitsTheNumberOfTasksAndIsRemovedOnClose() throws Exception {
        assumeTrue(WritableCgroups.detect().processes().isPresent(), "the pids controller is not available");
        SandboxCgroup cgroup = SandboxCgroup.create(LIMITS);
        Path directory = Path.of(cgroup.joinCommand().get(3)).getParent();
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

    @Test
    void limitsMemoryThatNoProcessHolds() throws Exception {
        assumeTrue(WritableCgroups.detect().memory().isPresent(), "the memory controller is not available");
        SandboxCgroup cgroup = SandboxCgroup.create(LIMITS);
        Path file = Files.createTempFile(Path.of("/dev/shm"), "codeagent", ".test");
        var command = new ArrayList<>(cgroup.joinCommand());
        command.addAll(List.of("/bin/sh", "-c", "head -c 200000000 /dev/zero > " + file));

        int exitCode = new ProcessBuilder(command).start().waitFor();
        long written = Files.size(file);
        Files.delete(file);
        cgroup.close();

        assertThat(exitCode).isNotZero();
        assertThat(written).isBetween(1L << 20, 64L << 20);
    }

    /** Files of a version that the machine of the test may not have. */
    @Test
    void usesTheNearestDelegatedDirectoryOfVersion2() throws Exception {
        Files.writeString(folder.resolve("cgroup.controllers"), "cpu memory pids\n");
        Path session = Files.createDirectories(folder.resolve("user.slice/session"));
        Path own = Files.createDirectories(session.resolve("app.slice/server.scope"));
        writeVersion2(session, "cpu memory pids\n");
        writeVersion2(session.resolve("app.slice"), "cpu\n");
        writeVersion2(own, "\n");
        Path ownCgroups = Files.writeString(
                folder.resolve("own"), "1:name=systemd:/x\n0::/user.slice/session/app.slice/server.scope\n");

        WritableCgroups found = WritableCgroups.detect(folder, ownCgroups);
        SandboxCgroup cgroup = SandboxCgroup.create(LIMITS, found);

        assertThat(found).isEqualTo(new WritableCgroups(Optional.of(session), Optional.of(session)));
        assertThat(found.weakness()).isEmpty();
        assertThat(cgroup.joinCommand()).hasSize(4);
        Path directory = Path.of(cgroup.joinCommand().getLast()).getParent();
        assertThat(directory).hasParent(session);
        assertThat(directory.resolve("pids.max")).hasContent("20");
        assertThat(directory.resolve("memory.max")).hasContent("67108864");
        assertThat(directory.resolve("memory.swap.max")).hasContent("0");
    }

    private static void writeVersion2(Path directory, String subtreeControl) throws Exception {
        Files.writeString(directory.resolve("cgroup.procs"), "");
        Files.writeString(directory.resolve("cgroup.subtree_control"), subtreeControl);
    }

    @Test
    void reportsThatTheKernelLimitsNothingWithoutCgroups() throws Exception {
        Path ownCgroups = Files.writeString(folder.resolve("own"), "0::/\n");

        WritableCgroups found = WritableCgroups.detect(folder.resolve("missing"), ownCgroups);

        assertThat(SandboxCgroup.create(LIMITS, found).joinCommand()).isEmpty();
        assertThat(found.weakness()).hasValueSatisfying(text -> assertThat(text).contains("memory and processes"));
    }
}
