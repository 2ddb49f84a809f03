package dev.codeagent.bench.providers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Binds the threads of processes to cores of the machine, with {@code taskset} of util-linux. */
final class CpuAffinity {
    private CpuAffinity() {}

    /** Binds the process to the first core. */
    static void bindToFirstCore(long pid) throws IOException, InterruptedException {
        bind(pid, "0");
    }

    /** Binds the process to all cores but the first. */
    static void keepFirstCoreFree(long pid) throws IOException, InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        if (cores < 2) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "the server needs a core of its own, and this machine has only one");
        }
        bind(pid, "1-" + (cores - 1));
    }

    private static void bind(long pid, String cores) throws IOException, InterruptedException {
        Process taskset = new ProcessBuilder("taskset", "-a", "-p", "-c", cores, String.valueOf(pid))
                .redirectErrorStream(true)
                .start();
        String output = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (taskset.waitFor() != 0) {
            throw new IOException("taskset failed: " + output.strip());
        }
    }
}
