package dev.codeagent.executor.commands;

import dev.codeagent.executor.tool.ToolError;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The programs that go on when their call ends; all end with the executor. */
public final class Background implements AutoCloseable {
    private static final int MAX_LIVING = 16;
    private static final int MAX_KNOWN = 64;

    private final Commands commands;
    private final Map<String, BackgroundProgram> programs = new LinkedHashMap<>();

    public Background(Commands commands) {
        this.commands = commands;
    }

    synchronized BackgroundProgram start(Program program, String shown) {
        long living =
                programs.values().stream().filter(BackgroundProgram::running).count();
        if (living >= MAX_LIVING) {
            throw new ToolError(living + " processes run already; end one with process_signal first");
        }
        try {
            var started = BackgroundProgram.start(commands, program, shown);
            forgetOldest();
            programs.put(program.id(), started);
            return started;
        } catch (IOException e) {
            throw new ToolError("cannot run '" + shown + "': " + e.getMessage());
        }
    }

    private void forgetOldest() {
        if (programs.size() >= MAX_KNOWN) {
            programs.values().stream().filter(p -> !p.running()).findFirst().ifPresent(p -> programs.remove(p.id()));
        }
    }

    synchronized BackgroundProgram find(String id) {
        if (!programs.containsKey(id)) {
            throw new ToolError(
                    "no process '" + id + "': processes end with their sandbox; process_list shows what there is");
        }
        return programs.get(id);
    }

    synchronized Collection<BackgroundProgram> all() {
        return List.copyOf(programs.values());
    }

    @Override
    public void close() {
        all().forEach(BackgroundProgram::end);
    }
}
