package dev.codeagent.executor.commands;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that outlives the call that started it, and the last of what it printed. */
final class BackgroundProcess {
    private static final int MAX_OUTPUT_BYTES = 1 << 20;
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SIGNAL_TIMEOUT = Duration.ofSeconds(5);

    private final ProcessRunner runner;
    private final String id;
    private final String displayCommand;
    private final Process process;
    private final ProcessTree.Mark mark;
    private final RingBuffer output = new RingBuffer(MAX_OUTPUT_BYTES);
    private final DiskQuotaMonitor quotaMonitor;
    private boolean outputClosed;
    private volatile boolean quotaExceeded;

    private BackgroundProcess(
            ProcessRunner runner, ProcessSpec spec, String displayCommand, ProcessTree.Mark mark, Process process) {
        this.runner = runner;
        this.id = spec.id();
        this.displayCommand = displayCommand;
        this.process = process;
        this.mark = mark;
        this.quotaMonitor = DiskQuotaMonitor.start(runner.context().diskQuota(), () -> {
            quotaExceeded = true;
            kill();
        });
    }

    static BackgroundProcess start(ProcessRunner runner, ProcessSpec spec, String displayCommand) throws IOException {
        ProcessTree tree = runner.context().processTree();
        ProcessTree.Mark mark = tree.mark(spec.id());
        // An empty input that is given keeps the pipe open for later.
        Process process = runner.start(spec.withInput(new byte[0]), mark);
        tree.registerBackground(mark, process.toHandle());
        var started = new BackgroundProcess(runner, spec, displayCommand, mark, process);
        Thread out = startThread(() -> started.drain(process.getInputStream()));
        Thread err = startThread(() -> started.drain(process.getErrorStream()));
        startThread(() -> started.awaitExit(out, err));
        return started;
    }

    private static Thread startThread(Runnable action) {
        return Thread.ofPlatform().daemon().start(action);
    }

    private void drain(InputStream in) {
        byte[] buffer = new byte[16_384];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                output.append(buffer, 0, n);
                notifyWaiters();
            }
        } catch (IOException e) {
            // It was ended and its pipe with it.
        }
    }

    /** What the program leaves behind ends with it. */
    private void awaitExit(Thread... readers) {
        try {
            process.waitFor();
            kill();
            for (Thread reader : readers) {
                reader.join(WRITE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            quotaMonitor.close();
            synchronized (this) {
                outputClosed = true;
            }
            notifyWaiters();
        }
    }

    private synchronized void notifyWaiters() {
        notifyAll();
    }

    String id() {
        return id;
    }

    String command() {
        return displayCommand;
    }

    boolean isRunning() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** In words, e.g. {@code running} or {@code exit code 1}. */
    String describeState() {
        return isRunning()
                ? "running"
                : quotaExceeded
                        ? "ended: " + runner.context().diskQuota().exceededMessage()
                        : "exit code " + process.exitValue();
    }

    int exitCode() {
        return isRunning() ? -1 : process.exitValue();
    }

    RingBuffer output() {
        return output;
    }

    /** Waits until there is output behind the place, or the program and its output ended. */
    synchronized void awaitOutput(long offset, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            for (long remaining = timeout.toNanos();
                    remaining > 0 && output.totalBytes() <= offset && !outputClosed;
                    remaining = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, remaining);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives it input; one that does not read would hold the call up for ever. */
    void writeInput(byte[] input, boolean close) {
        if (!isRunning()) {
            throw new ToolExecutionException("process '" + id + "' does not run any more (" + describeState() + ")");
        }
        var problem = new String[] {""};
        Thread writer = startThread(() -> {
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
            if (!writer.join(WRITE_TIMEOUT)) {
                problem[0] = "it does not read its input";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!problem[0].isEmpty()) {
            throw new ToolExecutionException("process '" + id + "' did not take all of the input: " + problem[0]);
        }
    }

    /** Sends a signal to all of its processes, as a terminal would. */
    void sendSignal(String name) {
        if (name.equals("KILL")) {
            kill();
            return;
        }
        List<String> pids = runner.context()
                .processTree()
                .members(mark)
                .filter(ProcessHandle::isAlive)
                .map(p -> String.valueOf(p.pid()))
                .toList();
        if (pids.isEmpty()) {
            throw new ToolExecutionException("process '" + id + "' does not run any more (" + describeState() + ")");
        }
        var command = new java.util.ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$@\"", name));
        command.addAll(pids);
        var outcome =
                runner.run(new ProcessSpec("signal", command, runner.context().workingDirectory(), SIGNAL_TIMEOUT));
        if (!outcome.isSuccess() && isRunning()) {
            throw new ToolExecutionException(
                    "cannot signal '" + id + "': " + outcome.output().strip());
        }
    }

    void kill() {
        runner.context().processTree().kill(mark, process.toHandle());
    }
}
