package dev.codeagent.executor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs in the workspace and ends them, with all their descendants, when time is up or the call is cancelled. */
final class Commands {
    private static final int KEEP_HEAD = 2 << 20;
    private static final int KEEP_TAIL = 2 << 20;
    private static final Duration READER_LIMIT = Duration.ofSeconds(5);

    private final Path directory;
    private volatile Process current;
    private volatile boolean cancelled;

    Commands(Path directory) {
        this.directory = directory;
    }

    /** What a program did; {@code output} holds both of its streams, as they came. */
    record Outcome(int exitCode, String output, long millis, boolean timedOut, boolean cancelled) {}

    Outcome run(List<String> command, Map<String, String> environment, Duration limit) {
        long start = System.nanoTime();
        try {
            var builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            current = process;
            cancelled = false;
            var output = new Output();
            Thread reader = Thread.ofVirtual().start(() -> output.drain(process.getInputStream()));
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            killTree(process);
            reader.join(READER_LIMIT);
            process.destroyForcibly(); // Closes the pipe, which somebody who was left over may hold open.
            int exit = ended ? process.exitValue() : 124;
            return new Outcome(exit, output.text(), (System.nanoTime() - start) / 1_000_000, !ended, cancelled);
        } catch (IOException e) {
            throw new ToolError("cannot run " + command.getFirst() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolError("the call was interrupted");
        } finally {
            current = null;
        }
    }

    /** Ends what runs now, if something does. */
    void cancel() {
        Process process = current;
        if (process != null) {
            cancelled = true;
            killTree(process);
        }
    }

    private static void killTree(Process process) {
        List<ProcessHandle> tree = process.descendants().toList();
        process.toHandle().destroyForcibly(); // The handle leaves the pipe open for what is still in it.
        tree.forEach(ProcessHandle::destroyForcibly);
        // What was started meanwhile has lost its parent; in a sandbox all that is left belongs to the call.
        if (Path.of("/proc/self/ns/pid").toFile().exists()
                && ProcessHandle.current().pid() < 10) {
            ProcessHandle.allProcesses()
                    .filter(p -> p.pid() != ProcessHandle.current().pid() && p.pid() != 1)
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** A shell, for commands with pipes and quotes. */
    static List<String> shell(String command) {
        String shell = Files.isExecutable(Path.of("/bin/bash")) ? "/bin/bash" : "/bin/sh";
        return List.of(shell, "-c", command);
    }

    /** The head and the tail of what a program prints, in bounded memory. */
    private static final class Output {
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private byte[] tail = new byte[0];
        private long dropped;

        void drain(InputStream in) {
            byte[] buffer = new byte[65536];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    add(buffer, n);
                }
            } catch (IOException e) {
                // The process was ended and its pipe with it; what came before counts.
            }
        }

        private synchronized void add(byte[] bytes, int length) {
            int toHead = Math.min(length, KEEP_HEAD - head.size());
            head.write(bytes, 0, toHead);
            if (toHead < length) {
                byte[] joined = new byte[tail.length + length - toHead];
                System.arraycopy(tail, 0, joined, 0, tail.length);
                System.arraycopy(bytes, toHead, joined, tail.length, length - toHead);
                int over = Math.max(0, joined.length - KEEP_TAIL);
                dropped += over;
                tail = java.util.Arrays.copyOfRange(joined, over, joined.length);
            }
        }

        synchronized String text() {
            String gap = dropped > 0 ? "\n… " + dropped + " bytes left out …\n" : "";
            return head.toString(StandardCharsets.UTF_8) + gap + new String(tail, StandardCharsets.UTF_8);
        }
    }
}
