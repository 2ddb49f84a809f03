package dev.codeagent.executor.commands;

import dev.codeagent.executor.files.DiskLimit;
import dev.codeagent.executor.tool.ToolError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Runs programs in the workspace and ends them, with all that they started, when they are done or must be. */
public final class Commands {
    private static final int KEEP = 2 << 20;
    private static final int PROGRESS_MILLIS = 100;
    private static final Duration READER_LIMIT = Duration.ofSeconds(5);

    private final Surroundings surroundings;
    private Runnable endOfCurrent = () -> {};
    private boolean cancelled;

    public Commands(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * What every program of the workspace has.
     *
     * @param directory where programs run, if nothing else is said
     * @param environment variables beside those of the executor
     */
    public record Surroundings(Path directory, Map<String, String> environment, DiskLimit disk, ProcessTree tree) {}

    /** Why a program ended. */
    public enum End {
        EXITED,
        TIMED_OUT,
        CANCELLED,
        DISK_FULL
    }

    /** What a program did; {@code output} holds both streams in the order in which they came. */
    public record Outcome(int exitCode, String output, String stdout, String stderr, long millis, End end) {
        public boolean succeeded() {
            return exitCode == 0 && end == End.EXITED;
        }

        /** The same with another exit code, where one means nothing bad. */
        public Outcome exiting(int code) {
            return new Outcome(code, output, stdout, stderr, millis, end);
        }
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public Outcome run(Program program) {
        return run(program, text -> {});
    }

    /** Runs the program to its end. @param progress takes what it prints, every 100 ms */
    public Outcome run(Program program, Consumer<String> progress) {
        long start = System.nanoTime();
        ProcessTree tree = surroundings.tree();
        ProcessTree.Mark mark = tree.mark(program.id());
        var why = new AtomicReference<>(End.EXITED);
        try {
            Process process = start(program, mark);
            try (var watch = DiskWatch.over(surroundings.disk(), () -> {
                why.compareAndSet(End.EXITED, End.DISK_FULL);
                tree.end(mark, process.toHandle());
            })) {
                current(() -> {
                    why.compareAndSet(End.EXITED, End.CANCELLED);
                    tree.end(mark, process.toHandle());
                });
                var streams = new Streams();
                streams.read(process, program.input());
                if (!await(process, program, streams.fresh, progress)) {
                    why.compareAndSet(End.EXITED, End.TIMED_OUT);
                }
                tree.end(mark, process.toHandle());
                streams.join();
                process.destroyForcibly(); // Closes the pipes, which somebody who was left over may hold open.
                progress.accept(streams.fresh.take());
                int exit = why.get() == End.EXITED ? process.waitFor() : 124;
                return streams.outcome(exit, (System.nanoTime() - start) / 1_000_000, why.get());
            }
        } catch (IOException e) {
            throw new ToolError("cannot run " + program.command().getFirst() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolError("the call was interrupted");
        } finally {
            current(() -> {});
            surroundings.disk().stale();
        }
    }

    Process start(Program program, ProcessTree.Mark mark) throws IOException {
        var builder = new ProcessBuilder(limited(program.command()))
                .directory(program.directory().toFile());
        builder.environment().putAll(surroundings.environment());
        builder.environment().putAll(program.environment());
        builder.environment().put(ProcessTree.VARIABLE, mark.value());
        if (program.input().isEmpty()) {
            builder.redirectInput(Path.of("/dev/null").toFile());
        }
        return builder.start();
    }

    /** One file may not grow past the limit of all; the limit stays where a lower one is set already. */
    private List<String> limited(List<String> command) {
        if (!surroundings.disk().set()
                || FileSizeLimit.ofThisProcess() <= surroundings.disk().bytes()) {
            return command;
        }
        long blocks = Math.max(1, surroundings.disk().bytes() / 512);
        var limited =
                new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f " + blocks + " 2>/dev/null; exec \"$@\"", "sh"));
        limited.addAll(command);
        return limited;
    }

    private static boolean await(Process process, Program program, Fresh fresh, Consumer<String> progress)
            throws InterruptedException {
        long deadline = System.nanoTime() + program.limit().toNanos();
        var idleness = new Idleness(process.toHandle(), program.idle());
        while (System.nanoTime() < deadline && !idleness.tooLong()) {
            if (process.waitFor(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
            progress.accept(fresh.take());
        }
        return !process.isAlive();
    }

    /** A new call begins, so a cancel is for this one. */
    public synchronized void ready() {
        cancelled = false;
    }

    /** Ends what runs now, if something does, and what the call would run after it. */
    public void cancel() {
        Runnable end;
        synchronized (this) {
            cancelled = true;
            end = endOfCurrent;
        }
        end.run();
    }

    private void current(Runnable end) {
        boolean now;
        synchronized (this) {
            endOfCurrent = end;
            now = cancelled;
        }
        if (now) {
            end.run();
        }
    }

    /** A shell, for commands with pipes and quotes. */
    public static List<String> shell(String command) {
        String shell = Files.isExecutable(Path.of("/bin/bash")) ? "/bin/bash" : "/bin/sh";
        return List.of(shell, "-c", command);
    }

    /** Both of a program's streams, read as they come. */
    private static final class Streams {
        private final Output both = new Output(KEEP);
        private final Output stdout = new Output(KEEP);
        private final Output stderr = new Output(KEEP);
        private final Fresh fresh = new Fresh();
        private final List<Thread> readers = new ArrayList<>();

        void read(Process process, java.util.Optional<byte[]> input) {
            readers.add(thread(() -> drain(process.getInputStream(), stdout)));
            readers.add(thread(() -> drain(process.getErrorStream(), stderr)));
            input.ifPresent(bytes -> thread(() -> feed(process.getOutputStream(), bytes)));
        }

        /** No virtual thread: it would wait for a processor while its carriers are busy, and the order would suffer. */
        private static Thread thread(Runnable work) {
            return Thread.ofPlatform().daemon().start(work);
        }

        private void drain(InputStream in, Output one) {
            byte[] buffer = new byte[65_536];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    both.add(buffer, n);
                    one.add(buffer, n);
                    fresh.add(buffer, n);
                }
            } catch (IOException e) {
                // The process was ended and its pipe with it; what came before counts.
            }
        }

        private static void feed(OutputStream out, byte[] bytes) {
            try (out) {
                out.write(bytes);
            } catch (IOException e) {
                // The program did not want all of it.
            }
        }

        void join() throws InterruptedException {
            for (Thread reader : readers) {
                reader.join(READER_LIMIT);
            }
        }

        Outcome outcome(int exit, long millis, End end) {
            return new Outcome(exit, both.text(), stdout.text(), stderr.text(), millis, end);
        }
    }
}
