package dev.codeagent.executor.commands;

import dev.codeagent.executor.tool.ToolError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that outlives the call that started it, and the last of what it printed. */
final class BackgroundProgram {
    private static final int KEEP = 1 << 20;
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(5);

    private final Commands commands;
    private final String id;
    private final String shown;
    private final Process process;
    private final ProcessTree.Mark mark;
    private final Ring output = new Ring(KEEP);
    private final DiskWatch watch;
    private boolean closed;
    private volatile boolean diskFull;

    private BackgroundProgram(
            Commands commands, Program program, String shown, ProcessTree.Mark mark, Process process) {
        this.commands = commands;
        this.id = program.id();
        this.shown = shown;
        this.process = process;
        this.mark = mark;
        this.watch = DiskWatch.over(commands.surroundings().disk(), () -> {
            diskFull = true;
            end();
        });
    }

    static BackgroundProgram start(Commands commands, Program program, String shown) throws IOException {
        ProcessTree tree = commands.surroundings().tree();
        ProcessTree.Mark mark = tree.mark(program.id());
        // An empty input that is given keeps the pipe open for later.
        Process process = commands.start(program.reading(new byte[0]), mark);
        tree.keep(mark, process.toHandle());
        var started = new BackgroundProgram(commands, program, shown, mark, process);
        Thread out = thread(() -> started.drain(process.getInputStream()));
        Thread err = thread(() -> started.drain(process.getErrorStream()));
        thread(() -> started.await(out, err));
        return started;
    }

    private static Thread thread(Runnable work) {
        return Thread.ofPlatform().daemon().start(work);
    }

    private void drain(InputStream in) {
        byte[] buffer = new byte[16_384];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                output.add(buffer, 0, n);
                changed();
            }
        } catch (IOException e) {
            // It was ended and its pipe with it.
        }
    }

    /** What the program leaves behind ends with it. */
    private void await(Thread... readers) {
        try {
            process.waitFor();
            end();
            for (Thread reader : readers) {
                reader.join(WRITE_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.close();
            synchronized (this) {
                closed = true;
            }
            changed();
        }
    }

    private synchronized void changed() {
        notifyAll();
    }

    String id() {
        return id;
    }

    String command() {
        return shown;
    }

    boolean running() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** In words, e.g. {@code running} or {@code exit code 1}. */
    String state() {
        return running()
                ? "running"
                : diskFull ? "ended: " + commands.surroundings().disk().message() : "exit code " + process.exitValue();
    }

    int exitCode() {
        return running() ? -1 : process.exitValue();
    }

    Ring output() {
        return output;
    }

    /** Waits until there is output behind the place, or the program and its output ended. */
    synchronized void awaitOutput(long place, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos();
                    left > 0 && output.total() <= place && !closed;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives it input; one that does not read would hold the call up for ever. */
    void write(byte[] input, boolean close) {
        if (!running()) {
            throw new ToolError("process '" + id + "' does not run any more (" + state() + ")");
        }
        var problem = new String[] {""};
        Thread writer = thread(() -> {
            try {
                OutputStream in = process.getOutputStream();
                in.write(input);
                in.flush();
                if (close) {
                    in.close();
                }
            } catch (IOException e) {
                problem[0] = "its input is closed";
            }
        });
        try {
            if (!writer.join(WRITE_LIMIT)) {
                problem[0] = "it does not read its input";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!problem[0].isEmpty()) {
            throw new ToolError("process '" + id + "' did not take all of the input: " + problem[0]);
        }
    }

    /** Sends a signal to all of its processes, as a terminal would. */
    void signal(String name) {
        if (name.equals("KILL")) {
            end();
            return;
        }
        List<String> pids = commands.surroundings()
                .tree()
                .members(mark)
                .filter(ProcessHandle::isAlive)
                .map(p -> String.valueOf(p.pid()))
                .toList();
        if (pids.isEmpty()) {
            throw new ToolError("process '" + id + "' does not run any more (" + state() + ")");
        }
        var command = new java.util.ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$@\"", name));
        command.addAll(pids);
        var outcome = commands.run(
                new Program("signal", command, commands.surroundings().directory(), SIGNAL_LIMIT));
        if (!outcome.succeeded() && running()) {
            throw new ToolError(
                    "cannot signal '" + id + "': " + outcome.output().strip());
        }
    }

    void end() {
        commands.surroundings().tree().end(mark, process.toHandle());
    }
}
