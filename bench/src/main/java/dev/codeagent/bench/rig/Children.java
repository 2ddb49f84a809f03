package dev.codeagent.bench.rig;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sees to it that no process outlives the benchmark, however it ends. */
final class Children {
    private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly)));
    }

    private Children() {}

    static void add(Process process) {
        ALL.removeIf(p -> !p.isAlive());
        ALL.add(process);
    }
}
