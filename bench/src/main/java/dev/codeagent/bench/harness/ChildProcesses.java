package dev.codeagent.bench.harness;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Kills the started processes when the benchmark ends, however it ends. */
public final class ChildProcesses {
    private static final Set<Process> PROCESSES = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> PROCESSES.forEach(Process::destroyForcibly)));
    }

    private ChildProcesses() {}

    public static void destroyOnExit(Process process) {
        PROCESSES.removeIf(p -> !p.isAlive());
        PROCESSES.add(process);
    }
}
