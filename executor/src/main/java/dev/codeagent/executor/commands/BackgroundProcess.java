package dev.codeagent.executor.commands;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that continues after the call that started it, and the last part of its output. */
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
            ProcessRunner runner,
            ProcessSpec spec,
            String displayCommand,
            ProcessTree.Mark mark,
            Process process,
            DiskQuotaMonitor quotaMonitor) {
        this.runner = runner;
        this.id = spec.id();
        this.displayCommand = displayCommand;
        this.process = process;
        this.mark = mark;
        this.quotaMonitor = quotaMonitor;
    }

    static BackgroundProcess start(ProcessRunner runner, ProcessSpec spec, String displayCommand) throws IOException {
        ProcessTree.Mark mark = runner.context().processTree().createMark(spec.id());
        var started = new CompletableFuture<BackgroundProcess>();
        try {
            var quotaMonitor = DiskQuotaMonitor.start(
                    runner.context().diskQuota(), () -> started.thenAccept(BackgroundProcess::stopForQuota));
            started.whenComplete((process, failure) -> {
                if (failure != null) {
                    quotaMonitor.close();
                }
            });
            Thread out = ExecutorThreads.startFor(started, p -> p.drain(p.process.getInputStream()));
            Thread err = ExecutorThreads.startFor(started, p -> p.drain(p.process.getErrorStream()));
            ExecutorThreads.startFor(started, p -> p.awaitExit(out, err));
            // An explicit empty input keeps the pipe open for later input.
            Process process = runner.start(spec.withInput(new byte[0]), mark);
            var background = new BackgroundProcess(runner, spec, displayCommand, mark, process, quotaMonitor);
            started.complete(background);
            return background;
        } finally {
            started.cancel(false); // Without effect if it started.
        }
    }

    private void stopForQuota() {
        quotaExceeded = true;
        kill();
    }

    private void drain(InputStream in) {
        byte[] buffer = new byte[16_384];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                output.append(buffer, 0, n);
                notifyWaiters();
            }
        } catch (IOException e) {
            // The process was killed, which closed its pipe.
        }
    }

    /** Kills all processes that the program leaves behind. */
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

    /** For example {@code running} or {@code exit code 1}. */
    String describeState() {
        return isRunning()
                ? "running"
                : quotaExceeded
                        ? "stopped: " + runner.context().diskQuota().exceededMessage()
                        : "exit code " + process.exitValue();
    }

    int exitCode() {
        return isRunning() ? -1 : process.exitValue();
    }

    RingBuffer output() {
        return output;
    }

    /** Waits until there is output after the offset, or until the process and its output end. */
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

    /** Writes to the input on another thread, because a process that does not read would block the call forever. */
    void writeInput(byte[] input, boolean close) {
        if (!isRunning()) {
            throw new ToolExecutionException("process '" + id + "' is not running (" + describeState() + ")");
        }
        var problem = new String[] {""};
        Thread writer = ExecutorThreads.start(() -> {
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
            throw new ToolExecutionException("process '" + id + "' did not accept all of the input: " + problem[0]);
        }
    }

    /** Sends a signal to all processes of the program, as a terminal does. */
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
            throw new ToolExecutionException("process '" + id + "' is not running (" + describeState() + ")");
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
        runner.kill(mark, process);
    }
}
