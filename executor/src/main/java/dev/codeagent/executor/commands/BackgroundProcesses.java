package dev.codeagent.executor.commands;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The processes that continue after their call; all end with the executor. */
public final class BackgroundProcesses implements AutoCloseable {
    private static final int MAX_RUNNING = 16;
    private static final int MAX_REMEMBERED = 64;

    private final ProcessRunner runner;
    private final Map<String, BackgroundProcess> processes = new LinkedHashMap<>();

    public BackgroundProcesses(ProcessRunner runner) {
        this.runner = runner;
    }

    synchronized BackgroundProcess start(ProcessSpec spec, String displayCommand) {
        long running =
                processes.values().stream().filter(BackgroundProcess::isRunning).count();
        if (running >= MAX_RUNNING) {
            throw new ToolExecutionException(
                    running + " processes are running, which is the limit; stop one with process_signal first");
        }
        try {
            var started = BackgroundProcess.start(runner, spec, displayCommand);
            forgetOldest();
            processes.put(spec.id(), started);
            return started;
        } catch (IOException e) {
            throw new ToolExecutionException("cannot run '" + displayCommand + "': " + e.getMessage());
        }
    }

    private void forgetOldest() {
        if (processes.size() >= MAX_REMEMBERED) {
            processes.values().stream()
                    .filter(p -> !p.isRunning())
                    .findFirst()
                    .ifPresent(p -> processes.remove(p.id()));
        }
    }

    synchronized BackgroundProcess find(String id) {
        if (!processes.containsKey(id)) {
            throw new ToolExecutionException(
                    "no process '" + id + "': processes end with their sandbox; use process_list to see them");
        }
        return processes.get(id);
    }

    synchronized Collection<BackgroundProcess> all() {
        return List.copyOf(processes.values());
    }

    @Override
    public void close() {
        all().forEach(BackgroundProcess::kill);
    }
}
