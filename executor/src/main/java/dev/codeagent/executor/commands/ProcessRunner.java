package dev.codeagent.executor.commands;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs programs in the workspace; when a program ends or must end, kills all processes that it started. */
public final class ProcessRunner {
    private static final int MAX_OUTPUT_BYTES = 2 << 20;
    private static final int PROGRESS_INTERVAL_MILLIS = 100;
    private static final Duration READER_TIMEOUT = Duration.ofSeconds(5);

    private static final Pattern MAX_FILE_SIZE = Pattern.compile("(?m)^Max file size +(\\d+|unlimited)");
    /** The maximum file size that the parent process may have set for this process and its children. */
    private static final long INHERITED_FILE_SIZE_LIMIT = readFileSizeLimit();

    private static final Optional<ZombieReaper> ZOMBIE_REAPER = ZombieReaper.startIfFirstProcess();

    private final ProcessContext context;
    private Runnable killAction = () -> {};
    private boolean cancelled;

    public ProcessRunner(ProcessContext context) {
        this.context = context;
    }

    /** Why a program ended. */
    public enum TerminationReason {
        EXITED,
        TIMED_OUT,
        CANCELLED,
        DISK_FULL
    }

    /** The result of a program; {@code output} contains both streams in order of arrival. */
    public record ProcessResult(
            int exitCode, String output, String stdout, String stderr, long durationMillis, TerminationReason reason) {
        public boolean isSuccess() {
            return exitCode == 0 && reason == TerminationReason.EXITED;
        }

        /** A copy with another exit code, for a code that is not an error. */
        public ProcessResult withExitCode(int code) {
            return new ProcessResult(code, output, stdout, stderr, durationMillis, reason);
        }
    }

    public ProcessContext context() {
        return context;
    }

    public ProcessResult run(ProcessSpec spec) {
        return run(spec, text -> {});
    }

    /**
     * Runs the program to its end.
     *
     * @param progress receives new output every 100 ms
     */
    public ProcessResult run(ProcessSpec spec, Consumer<String> progress) {
        long start = System.nanoTime();
        ProcessTree.Mark mark = context.processTree().createMark(spec.id());
        var reason = new AtomicReference<>(TerminationReason.EXITED);
        var started = new CompletableFuture<Process>();
        try (var quotaMonitor = DiskQuotaMonitor.start(context.diskQuota(), () -> {
                    reason.compareAndSet(TerminationReason.EXITED, TerminationReason.DISK_FULL);
                    started.thenAccept(p -> kill(mark, p));
                });
                var streams = ProcessStreams.await(started, spec.input())) {
            Process process = start(spec, mark);
            started.complete(process);
            setKillAction(() -> {
                reason.compareAndSet(TerminationReason.EXITED, TerminationReason.CANCELLED);
                kill(mark, process);
            });
            if (!awaitExit(process, spec, streams.incrementalOutput, progress)) {
                reason.compareAndSet(TerminationReason.EXITED, TerminationReason.TIMED_OUT);
            }
            kill(mark, process);
            streams.join();
            process.destroyForcibly(); // Closes the pipes, which a leftover process may hold open.
            progress.accept(streams.incrementalOutput.takeNew());
            int exit = reason.get() == TerminationReason.EXITED ? process.waitFor() : 124;
            return streams.toResult(
                    exit, (System.nanoTime() - start) / 1_000_000, Objects.requireNonNull(reason.get()));
        } catch (IOException e) {
            throw new ToolExecutionException("cannot run " + spec.command().getFirst() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            started.thenAccept(p -> kill(mark, p));
            throw new ToolExecutionException("the call was interrupted");
        } finally {
            setKillAction(() -> {});
            context.diskQuota().invalidate();
        }
    }

    /** Kills the processes of a program. Afterwards the next program can use their share of the limit of processes. */
    void kill(ProcessTree.Mark mark, Process process) {
        context.processTree().kill(mark, process.toHandle());
        ZOMBIE_REAPER.ifPresent(ZombieReaper::collectEnded);
    }

    /** @throws ToolExecutionException if Java has no thread to wait for the process; it is then killed */
    Process start(ProcessSpec spec, ProcessTree.Mark mark) throws IOException {
        var builder = new ProcessBuilder(withFileSizeLimit(spec.command()))
                .directory(spec.workingDirectory().toFile());
        builder.environment().putAll(context.environment());
        builder.environment().putAll(context.projectEnvironment().get());
        builder.environment().putAll(spec.environment());
        builder.environment().put(ProcessTree.MARK_VARIABLE, mark.value());
        if (spec.input().isEmpty()) {
            builder.redirectInput(Path.of("/dev/null").toFile());
        }
        try {
            if (ZOMBIE_REAPER.isEmpty()) {
                return context.processTree().start(mark, builder::start);
            }
            ZombieReaper reaper = ZOMBIE_REAPER.get();
            Process process = context.processTree().start(mark, () -> reaper.start(builder));
            preferForOutOfMemoryKill(process);
            return process;
        } catch (OutOfMemoryError e) {
            context.processTree().kill(mark);
            throw ExecutorThreads.toToolError(e);
        }
    }

    /** If the sandbox exceeds its memory, the kernel kills commands and not the executor, even if each is smaller. */
    private static void preferForOutOfMemoryKill(Process process) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(process.pid()), "oom_score_adj"), "1000");
        } catch (IOException e) {
            // It ended.
        }
    }

    /** Limits each file to the size of the whole quota; keeps a lower limit that is already set. */
    private List<String> withFileSizeLimit(List<String> command) {
        if (!context.diskQuota().isLimited()
                || INHERITED_FILE_SIZE_LIMIT <= context.diskQuota().limitBytes()) {
            return command;
        }
        long blocks = Math.max(1, context.diskQuota().limitBytes() / 512);
        var limited =
                new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f " + blocks + " 2>/dev/null; exec \"$@\"", "sh"));
        limited.addAll(command);
        return limited;
    }

    /** Bytes; {@link Long#MAX_VALUE} if unlimited. */
    private static long readFileSizeLimit() {
        try {
            Matcher line = MAX_FILE_SIZE.matcher(Files.readString(Path.of("/proc/self/limits")));
            return line.find() && !line.group(1).equals("unlimited") ? Long.parseLong(line.group(1)) : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE; // Not Linux.
        }
    }

    private static boolean awaitExit(
            Process process, ProcessSpec spec, IncrementalOutput incrementalOutput, Consumer<String> progress)
            throws InterruptedException {
        long deadline = System.nanoTime() + spec.timeout().toNanos();
        var idleDetector = new IdleDetector(process.toHandle(), spec.idleTimeout());
        while (System.nanoTime() < deadline && !idleDetector.isIdleTooLong()) {
            if (process.waitFor(PROGRESS_INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
            progress.accept(incrementalOutput.takeNew());
        }
        return !process.isAlive();
    }

    /** Starts a new call: a later cancellation applies to it. */
    public synchronized void resetCancellation() {
        cancelled = false;
    }

    /** Kills the running program, if any, and every program that the call starts later. */
    public void cancel() {
        Runnable end;
        synchronized (this) {
            cancelled = true;
            end = killAction;
        }
        end.run();
    }

    private void setKillAction(Runnable end) {
        boolean alreadyCancelled;
        synchronized (this) {
            killAction = end;
            alreadyCancelled = cancelled;
        }
        if (alreadyCancelled) {
            end.run();
        }
    }

    /** Runs a command in a shell, for pipes and quotes. */
    public static List<String> shellCommand(String command) {
        String shell = Files.isExecutable(Path.of("/bin/bash")) ? "/bin/bash" : "/bin/sh";
        return List.of(shell, "-c", command);
    }

    /** Reads both output streams of a program as data arrives, with threads that exist before it starts. */
    private static final class ProcessStreams implements AutoCloseable {
        private final HeadTailBuffer combined = new HeadTailBuffer(MAX_OUTPUT_BYTES);
        private final HeadTailBuffer stdout = new HeadTailBuffer(MAX_OUTPUT_BYTES);
        private final HeadTailBuffer stderr = new HeadTailBuffer(MAX_OUTPUT_BYTES);
        private final IncrementalOutput incrementalOutput = new IncrementalOutput();
        private final List<Thread> readers = new ArrayList<>();
        private final CompletableFuture<Process> started;

        private ProcessStreams(CompletableFuture<Process> started) {
            this.started = started;
        }

        static ProcessStreams await(CompletableFuture<Process> started, Optional<byte[]> input) {
            var streams = new ProcessStreams(started);
            try {
                streams.readers.add(
                        ExecutorThreads.startFor(started, p -> streams.drain(p.getInputStream(), streams.stdout)));
                streams.readers.add(
                        ExecutorThreads.startFor(started, p -> streams.drain(p.getErrorStream(), streams.stderr)));
                input.ifPresent(
                        bytes -> ExecutorThreads.startFor(started, p -> writeInput(p.getOutputStream(), bytes)));
                return streams;
            } catch (ToolExecutionException e) {
                streams.close();
                throw e;
            }
        }

        /** Ends the threads if the program did not start. */
        @Override
        public void close() {
            started.cancel(false);
        }

        private void drain(InputStream in, HeadTailBuffer buffered) {
            byte[] buffer = new byte[65_536];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    combined.append(buffer, n);
                    buffered.append(buffer, n);
                    incrementalOutput.append(buffer, n);
                }
            } catch (IOException e) {
                // The process was killed, which closed its pipe; earlier output counts.
            }
        }

        private static void writeInput(OutputStream out, byte[] bytes) {
            try (out) {
                out.write(bytes);
            } catch (IOException e) {
                // The program did not read all of it.
            }
        }

        void join() throws InterruptedException {
            for (Thread reader : readers) {
                reader.join(READER_TIMEOUT);
            }
        }

        ProcessResult toResult(int exit, long durationMillis, TerminationReason reason) {
            return new ProcessResult(exit, combined.toText(), stdout.toText(), stderr.toText(), durationMillis, reason);
        }
    }
}
