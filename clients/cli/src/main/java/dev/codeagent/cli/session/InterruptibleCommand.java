package dev.codeagent.cli.session;

import dev.codeagent.cli.exit.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;

/** A command that does not follow a run. Ctrl-C ends the waiting for it, and the session goes on. */
final class InterruptibleCommand {
    private static final Duration END_LIMIT = Duration.ofSeconds(2);

    private InterruptibleCommand() {}

    /** Returns nothing after Ctrl-C; the server may finish what it was asked for. */
    static Optional<ExitCode> run(Terminal terminal, Supplier<ExitCode> command) {
        var task = new FutureTask<>(command::get);
        // Only a virtual thread can be interrupted while it waits for an answer.
        Thread thread = Thread.ofVirtual().name("command").unstarted(task);
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> task.cancel(true));
        try {
            thread.start();
            return await(task, thread);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    private static Optional<ExitCode> await(FutureTask<ExitCode> task, Thread thread) throws InterruptedException {
        try {
            return Optional.of(task.get());
        } catch (CancellationException e) {
            thread.join(END_LIMIT); // It must not write into the next prompt.
            return Optional.empty();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
